-- (session, first ns, last ns) of the prompts of the given sessions between two times, and of uses of tools that began at
-- $early_ns or earlier or ended at $late_ns or later: others begin and end no session.
SELECT SessionId, min(First), max(Last)
FROM (
    SELECT SessionId, StartTime AS First, StartTime AS Last
    FROM ledger_turns
    WHERE StartTime >= $first_ns AND StartTime <= $last_ns
    UNION ALL
    SELECT SessionId, StartTime, EndTime
    FROM ledger_tool_calls
    WHERE StartTime >= $first_ns AND StartTime <= $early_ns
    UNION ALL
    SELECT SessionId, StartTime, EndTime
    FROM ledger_tool_calls
    WHERE EndTime >= $late_ns AND EndTime <= $last_ns
)
WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
GROUP BY SessionId
