-- (session, service, first ns, last ns, prompts, requests, errors, tool calls, total), the last one first.
-- Where a plugin says what a prompt and a request are, only what has one of them is a session.
WITH whole AS (
    SELECT SessionId,
           arg_min(ServiceName, (First, ServiceName)) AS ServiceName,
           list(DISTINCT ServiceName) AS Services,
           min(First) AS First,
           max(Last) AS Last
    FROM session
    GROUP BY SessionId
),
listed AS (
    SELECT whole.*, counted.Prompts, counted.Requests, counted.Errors, counted.ToolCalls
    FROM whole
    LEFT JOIN counted USING (SessionId)
    WHERE ($service IS NULL OR list_contains(Services, $service))
      AND (Prompts > 0 OR Requests > 0 OR NOT list_has_any(Services, $declared::VARCHAR[]))
)
SELECT SessionId, ServiceName, First, Last,
       coalesce(Prompts, 0), coalesce(Requests, 0), coalesce(Errors, 0), coalesce(ToolCalls, 0),
       count(*) OVER ()
FROM listed
ORDER BY Last DESC, SessionId
LIMIT $limit OFFSET $offset
