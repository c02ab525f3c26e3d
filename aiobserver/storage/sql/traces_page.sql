-- (trace id, root span id, split?, root's name, root's service, start, duration, spans, status, main?, session, total) newest first.
WITH fitting AS (
    SELECT *
    FROM summary
    WHERE ($status IS NULL OR Status = $status)
      AND Duration >= $min_duration
      AND (NOT $main OR (Marks & 2) <> 0)
      AND ($text IS NULL OR (TraceId, SpanId) IN (
          SELECT member.TraceId, member.RootSpanId
          FROM member
          JOIN matching ON matching.TraceId = member.TraceId AND matching.SpanId = member.SpanId))
),
counted AS (
    SELECT *, count(*) OVER () AS Total
    FROM fitting
    ORDER BY RootStart DESC, TraceId, SpanId
    LIMIT $limit OFFSET $offset
)
SELECT counted.TraceId,
       counted.SpanId,
       IsSplit,
       min(SpanName),
       min(ServiceName),
       Start,
       counted.Duration,
       Spans,
       Status,
       (counted.Marks & 2) <> 0,
       counted.SessionId,
       Total
FROM counted
JOIN otel_traces AS stored
  ON stored.TraceId = counted.TraceId AND stored.SpanId = counted.SpanId AND stored.Timestamp = counted.RootStart
GROUP BY ALL
ORDER BY any_value(RootStart) DESC, counted.TraceId, counted.SpanId
