-- How many of the traces that reach beyond the range have a span that starts in it.
SELECT count(DISTINCT TraceId)
FROM otel_traces
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND TraceId IN (SELECT TraceId
                  FROM live
                  WHERE IsFirst AND TraceStart < $to_ns AND TraceLastStart >= $from_ns
                    AND NOT (TraceStart >= $from_ns AND TraceLastStart < $to_ns))
