-- (session, service, first ns, last ns, prompts, requests and errors by their own events, tool calls, tool, calls in the
-- ledger, whether the first and the last moment are known to the second only, total), the last one first: the sessions that
-- were going on in the range; with an id just that one.
-- What the ledger tells of a tool's prompts and uses of tools counts, if it ever told of one, else the tool's events do.
-- Where a plugin says what a prompt and a request are, only what has one of them is a session, or metrics of its use.
WITH kind AS (
    SELECT session_index.*, rule.Role, rule.Tool
    FROM session_index
    LEFT JOIN rule
      ON rule.ServiceName = session_index.ServiceName
     AND rule.EventName = session_index.EventName
     AND session_index.Signal = 'logs'
    WHERE $id IS NULL OR SessionId = $id
),
recorded AS (
    SELECT SessionId,
           arg_min(ServiceName, (First, ServiceName)) AS ServiceName,
           bool_or(ServiceName = $service) AS IsOfService,
           bool_or(list_contains($declared::VARCHAR[], ServiceName)) AS IsDeclared,
           min(First) AS First,
           max(Last) AS Last,
           coalesce(sum(Records) FILTER (WHERE Role = 'prompt'), 0)::BIGINT AS Prompts,
           coalesce(sum(Records) FILTER (WHERE Role = 'request'), 0)::BIGINT AS Requests,
           coalesce(sum(Records) FILTER (WHERE Role = 'error'), 0)::BIGINT AS Errors,
           coalesce(sum(Records) FILTER (WHERE Role = 'tool_call'), 0)::BIGINT AS ToolCalls,
           arg_min(Tool, (First, Tool)) FILTER (WHERE Tool <> '') AS Tool
    FROM kind
    GROUP BY SessionId
),
told AS (
    SELECT SessionId,
           min(Tool) AS Tool,
           sum(Calls)::BIGINT AS Calls,
           (sum(Turns) - sum(Commands))::BIGINT AS Prompts,
           sum(ToolCalls)::BIGINT AS ToolCalls,
           min(FirstSecond) AS FirstSecond,
           max(LastSecond) AS LastSecond
    FROM ledger_sessions
    WHERE $id IS NULL OR SessionId = $id
    GROUP BY SessionId
),
telling AS (
    SELECT Tool, bool_or(Turns > 0) AS OfPrompts, bool_or(ToolCalls > 0) AS OfToolCalls
    FROM ledger_sessions
    GROUP BY Tool
),
whole AS (
    SELECT coalesce(recorded.SessionId, told.SessionId) AS SessionId,
           coalesce(ServiceName, '') AS ServiceName,
           recorded.SessionId IS NOT NULL AS IsRecorded,
           IsOfService,
           IsDeclared,
           coalesce(recorded.First // 1000000000 > FirstSecond, recorded.First IS NULL) AS IsFirstRounded,
           coalesce(recorded.Last // 1000000000 < LastSecond, recorded.Last IS NULL) AS IsLastRounded,
           CASE WHEN IsFirstRounded THEN FirstSecond * 1000000000 ELSE recorded.First END AS First,
           CASE
               WHEN IsLastRounded
               THEN least(LastSecond::HUGEINT * 1000000000 + 999999999, 18446744073709551615)::UBIGINT
               ELSE recorded.Last
           END AS Last,
           CASE WHEN OfPrompts THEN told.Prompts ELSE coalesce(recorded.Prompts, 0) END AS Prompts,
           coalesce(recorded.Requests, 0) AS Requests,
           coalesce(recorded.Errors, 0) AS Errors,
           CASE WHEN OfToolCalls THEN told.ToolCalls ELSE coalesce(recorded.ToolCalls, 0) END AS ToolCalls,
           coalesce(recorded.Tool, told.Tool) AS Tool,
           coalesce(told.Calls, 0) AS Calls,
           coalesce(recorded.Prompts + recorded.Requests, 0) + coalesce(told.Calls + told.Prompts + told.ToolCalls, 0) > 0
               AS IsUsed
    FROM recorded
    FULL JOIN told ON told.SessionId = recorded.SessionId
    LEFT JOIN telling ON telling.Tool = told.Tool
)
SELECT SessionId, ServiceName, First, Last, Prompts, Requests, Errors, ToolCalls, Tool, Calls, IsFirstRounded, IsLastRounded,
       count(*) OVER ()
FROM whole
WHERE First < $to_ns
  AND Last >= $from_ns
  AND ($service IS NULL OR IsOfService OR (NOT IsRecorded AND list_contains($service_tools::VARCHAR[], Tool)))
  AND ($tool IS NULL OR Tool = $tool OR (Tool IS NULL AND list_contains($tool_services::VARCHAR[], ServiceName)))
  AND (
      IsUsed OR (IsRecorded AND NOT IsDeclared)
      OR SessionId IN (SELECT SessionId FROM ledger_calls WHERE Outcome = 'metered')
  )
  {in project}
ORDER BY Last DESC, SessionId
LIMIT $limit OFFSET $offset
