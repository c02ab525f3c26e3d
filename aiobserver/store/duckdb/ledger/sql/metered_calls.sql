-- The columns of the calls of some sessions.
SELECT {ledger_calls columns}
FROM ledger_calls
WHERE Outcome <> 'metered' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
