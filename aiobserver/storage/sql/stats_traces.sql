-- How many traces have a span that starts in the range: all that lie in it, and of those that reach beyond the ones that do.
WITH known AS (
    SELECT TraceId,
           TraceStart >= $from_ns AND TraceLastStart < $to_ns AS IsInside
    FROM live
    WHERE IsFirst AND TraceStart < $to_ns AND TraceLastStart >= $from_ns
)
SELECT (SELECT count(*) FROM known WHERE IsInside)
       + (SELECT count(DISTINCT TraceId)
          FROM otel_traces
          WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
            AND TraceId IN (SELECT TraceId FROM known WHERE NOT IsInside))
