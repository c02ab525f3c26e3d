-- (tool, session, first second) of what of the given sessions began at $until_ns or earlier.
SELECT Tool, SessionId, min(First) // 1000000000
FROM (
    SELECT Tool, SessionId, StartTime AS First
    FROM ledger_calls
    WHERE StartTime <= $until_ns AND list_contains($sessions::VARCHAR[], SessionId) AND Outcome <> 'metered'
    UNION ALL
    SELECT Tool, SessionId, StartTime
    FROM ledger_tool_calls
    WHERE StartTime <= $until_ns AND list_contains($sessions::VARCHAR[], SessionId)
    UNION ALL
    SELECT Tool, SessionId, StartTime
    FROM ledger_turns
    WHERE StartTime <= $until_ns AND list_contains($sessions::VARCHAR[], SessionId)
)
GROUP BY Tool, SessionId
