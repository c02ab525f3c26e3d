-- The logs of a session that are a prompt, a request, an error or a tool call, in time order: (role, failed?, log columns …).
SELECT rule.Role,
       rule.Role = 'error'
       OR (rule.ErrorPath <> '' AND coalesce(logs.LogAttributes ->> rule.ErrorPath, 'false') NOT IN ('', 'false')),
       {otel_logs columns}
FROM otel_logs AS logs
JOIN (SELECT ServiceName AS RuleService, EventName AS RuleEvent, Role, ErrorPath FROM rule) AS rule
  ON RuleService = ServiceName AND RuleEvent = EventName
WHERE coalesce(logs.Extras ->> '$.uncounted', '') <> 'true'
  AND logs.SessionId = $id AND logs.Timestamp >= $first_ns AND logs.Timestamp <= $last_ns
ORDER BY logs.Timestamp, logs.ReceivedAt, logs.rowid
