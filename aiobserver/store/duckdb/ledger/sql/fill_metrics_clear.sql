DELETE FROM ledger_fill WHERE Signal = 'metrics'
