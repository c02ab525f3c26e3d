-- The rows of the index of the ledger's sessions from row $since on, with one row per session.
CREATE OR REPLACE TEMP TABLE merged_sums AS
SELECT Tool, SessionId,
       sum(Calls)::BIGINT AS Calls, sum(Turns)::BIGINT AS Turns, sum(Commands)::BIGINT AS Commands,
       sum(ToolCalls)::BIGINT AS ToolCalls, min(FirstSecond) AS FirstSecond, max(LastSecond) AS LastSecond
FROM ledger_sessions
WHERE rowid >= $since
GROUP BY ALL
