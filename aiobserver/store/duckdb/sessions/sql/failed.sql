-- (session, events that say by an attribute that they failed) of the given sessions between two times.
SELECT logs.SessionId, count(*)
FROM otel_logs AS logs
JOIN rule ON rule.ServiceName = logs.ServiceName AND rule.EventName = logs.EventName
WHERE rule.ErrorPath <> ''
  AND rule.Role <> 'error'
  AND coalesce(logs.Extras ->> '$.uncounted', '') <> 'true'
  AND logs.Timestamp >= $first_ns
  AND logs.Timestamp <= $last_ns
  AND list_contains($sessions::VARCHAR[], logs.SessionId)
  AND coalesce(logs.LogAttributes ->> rule.ErrorPath, 'false') NOT IN ('', 'false')
GROUP BY ALL
