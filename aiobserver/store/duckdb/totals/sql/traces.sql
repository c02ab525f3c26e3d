-- (traces that lie in the range, traces that reach into it from beyond).
SELECT count(*) FILTER (WHERE TraceStart >= $from_ns AND TraceLastStart < $to_ns),
       count(*) FILTER (WHERE NOT (TraceStart >= $from_ns AND TraceLastStart < $to_ns))
FROM live
WHERE IsFirst AND TraceStart < $to_ns AND TraceLastStart >= $from_ns
