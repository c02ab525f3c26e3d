-- Fills the empty index of the ledger's sessions from its tables, as the writer would have noted them.
INSERT INTO ledger_sessions
SELECT Tool, SessionId, sum(Calls), sum(Turns), sum(Commands), sum(ToolCalls),
       min(First) // 1000000000, max(Last) // 1000000000
FROM (
    SELECT Tool, SessionId, 1 AS Calls, 0 AS Turns, 0 AS Commands, 0 AS ToolCalls, StartTime AS First, EndTime AS Last
    FROM ledger_calls WHERE Outcome <> 'metered'
    UNION ALL
    SELECT Tool, SessionId, 0, 1, IsCommand::INTEGER, 0, StartTime, StartTime FROM ledger_turns
    UNION ALL
    SELECT Tool, SessionId, 0, 0, 0, 1, StartTime, EndTime FROM ledger_tool_calls
)
WHERE SessionId <> ''
GROUP BY ALL
