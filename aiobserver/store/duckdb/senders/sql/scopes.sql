-- (span, scope) of the given spans, which start between two times.
SELECT SpanId, any_value(ScopeName)
FROM otel_traces
WHERE Timestamp >= $from_ns AND Timestamp <= $to_ns AND list_contains($spans::VARCHAR[], SpanId)
GROUP BY SpanId
