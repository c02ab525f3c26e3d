DELETE FROM ledger_gaps WHERE list_contains($sessions::VARCHAR[], SessionId)
