-- The logs that match all filters (NULL: any); there is no search, newest first.
SELECT {otel_logs columns}
FROM otel_logs
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($trace_id IS NULL OR TraceId = $trace_id)
  AND ($event IS NULL OR EventName = $event OR Extras ->> '$.eventNameField' = $event)
  AND ($severity IS NULL OR level_of(SeverityNumber, SeverityText) = $severity)
ORDER BY Timestamp DESC, ReceivedAt DESC, rowid DESC
LIMIT $limit OFFSET $offset
