DELETE FROM ledger_calls WHERE Outcome = 'metered' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
