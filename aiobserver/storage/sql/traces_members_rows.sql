-- The stored spans of the chosen (virtual) trace, by start.
SELECT stored.*
FROM otel_traces AS stored
JOIN member ON member.TraceId = stored.TraceId AND member.SpanId = stored.SpanId
WHERE stored.TraceId IN (SELECT TraceId FROM touched)
QUALIFY row_number() OVER (PARTITION BY stored.TraceId, stored.SpanId ORDER BY stored.ReceivedAt) = 1
ORDER BY stored.Timestamp, stored.SpanId
