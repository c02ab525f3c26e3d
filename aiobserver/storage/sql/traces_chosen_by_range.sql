-- The listed roots that start in the range.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT root.TraceId, root.SpanId, root.Start, root.IsSplit, root.IsBackground
FROM root
JOIN otel_traces AS stored
  ON stored.TraceId = root.TraceId AND stored.SpanId = root.SpanId AND stored.Timestamp = root.Start
WHERE NOT root.IsHidden
  AND root.Start >= $from_ns
  AND root.Start < $to_ns
  AND ($service IS NULL OR stored.ServiceName = $service)
GROUP BY ALL
