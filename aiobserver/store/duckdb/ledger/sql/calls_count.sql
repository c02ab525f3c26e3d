SELECT count(*) FROM ledger_calls WHERE {filter}
