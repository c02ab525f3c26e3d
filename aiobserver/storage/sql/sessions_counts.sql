-- How often each role occurs in each session.
CREATE OR REPLACE TEMP TABLE counted AS
WITH events AS (
    SELECT logs.SessionId, rule.Role,
           rule.Role <> 'error'
           AND rule.ErrorPath <> ''
           AND coalesce(logs.LogAttributes ->> rule.ErrorPath, 'false') NOT IN ('', 'false') AS Failed
    FROM otel_logs AS logs
    SEMI JOIN touched ON touched.SessionId = logs.SessionId
    JOIN rule ON rule.ServiceName = logs.ServiceName AND rule.EventName = logs.EventName
)
SELECT SessionId,
       count(*) FILTER (WHERE Role = 'prompt') AS Prompts,
       count(*) FILTER (WHERE Role = 'request') AS Requests,
       count(*) FILTER (WHERE Role = 'error' OR Failed) AS Errors,
       count(*) FILTER (WHERE Role = 'tool_call') AS ToolCalls
FROM events
GROUP BY SessionId
