-- (session, service, first ns, last ns, prompts, requests, errors by their own events, tool calls, tool, total), the last
-- one first: the sessions that were going on in the range; with an id just that one.
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
whole AS (
    SELECT SessionId,
           arg_min(ServiceName, (First, ServiceName)) AS ServiceName,
           bool_or($service IS NULL OR ServiceName = $service) AS IsOfService,
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
)
SELECT SessionId, ServiceName, First, Last, Prompts, Requests, Errors, ToolCalls, Tool, count(*) OVER ()
FROM whole
WHERE IsOfService
  AND First < $to_ns
  AND Last >= $from_ns
  AND (
      Prompts > 0 OR Requests > 0 OR NOT IsDeclared
      OR SessionId IN (SELECT SessionId FROM ledger_calls WHERE Outcome = 'metered')
  )
ORDER BY Last DESC, SessionId
LIMIT $limit OFFSET $offset
