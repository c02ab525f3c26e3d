-- The columns of the calls with one of these ids.
SELECT {ledger_calls columns} FROM ledger_calls WHERE list_contains($ids::UBIGINT[], Id)
