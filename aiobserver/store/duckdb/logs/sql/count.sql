-- How many logs match all filters (NULL: any); there is no search.
SELECT count(*)
FROM otel_logs
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($trace_id IS NULL OR TraceId = $trace_id)
  AND ($event IS NULL OR EventName = $event OR Extras ->> '$.eventNameField' = $event)
  AND ($severity IS NULL OR level_of(SeverityNumber, SeverityText) = $severity)
