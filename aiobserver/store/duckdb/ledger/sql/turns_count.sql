SELECT count(*) FROM ledger_turns WHERE {filter}
