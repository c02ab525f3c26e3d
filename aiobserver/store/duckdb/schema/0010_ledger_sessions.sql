-- What the ledger has of each session of a tool: how many calls (without what only metrics count), prompts and commands,
-- commands among these, uses of tools, and the seconds (since 1970) in which the first began and the last ended. Rows of one
-- session add up; the writer appends to them with each change of the ledger and merges them now and then.
CREATE TABLE ledger_sessions (
    Tool        VARCHAR NOT NULL,
    SessionId   VARCHAR NOT NULL,
    Calls       BIGINT NOT NULL,
    Turns       BIGINT NOT NULL,
    Commands    BIGINT NOT NULL,
    ToolCalls   BIGINT NOT NULL,
    FirstSecond UBIGINT NOT NULL,
    LastSecond  UBIGINT NOT NULL
);

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
GROUP BY ALL;
