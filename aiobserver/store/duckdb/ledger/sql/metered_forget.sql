DELETE FROM ledger_calls WHERE Outcome = 'metered' AND list_contains($sessions::VARCHAR[], SessionId)
