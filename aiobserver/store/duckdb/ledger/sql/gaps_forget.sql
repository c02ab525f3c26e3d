DELETE FROM ledger_gaps WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
