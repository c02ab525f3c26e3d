-- (tool, session, last second) of what of the given sessions ended at $since_ns or later.
SELECT Tool, SessionId, max(Last) // 1000000000
FROM (
    SELECT Tool, SessionId, EndTime AS Last
    FROM ledger_calls
    WHERE EndTime >= $since_ns AND list_contains($sessions::VARCHAR[], SessionId) AND Outcome <> 'metered'
    UNION ALL
    SELECT Tool, SessionId, EndTime
    FROM ledger_tool_calls
    WHERE EndTime >= $since_ns AND list_contains($sessions::VARCHAR[], SessionId)
    UNION ALL
    SELECT Tool, SessionId, StartTime
    FROM ledger_turns
    WHERE StartTime >= $since_ns AND list_contains($sessions::VARCHAR[], SessionId)
)
GROUP BY Tool, SessionId
