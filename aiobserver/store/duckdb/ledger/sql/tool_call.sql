-- The columns of the tool calls with one of these ids.
SELECT {ledger_tool_calls columns} FROM ledger_tool_calls WHERE list_contains($ids::UBIGINT[], Id)
