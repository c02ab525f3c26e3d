SELECT count(*) FROM ledger_tool_calls WHERE {filter}
