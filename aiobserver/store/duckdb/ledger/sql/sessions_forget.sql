-- Removes what the index of the ledger's sessions says of some of them.
DELETE FROM ledger_sessions
WHERE (Tool, SessionId) IN (SELECT unnest($tools::VARCHAR[]), unnest($sessions::VARCHAR[]))
