-- (trace id, root span id, split?, root's name, root's service, start, duration, spans, status, main?, session) newest first.
WITH page AS (
    SELECT *
    FROM fitting
    WHERE $main IS NULL OR IsMain = $main
    ORDER BY RootStart DESC, TraceId, SpanId
    LIMIT $limit OFFSET $offset
)
SELECT page.TraceId,
       page.SpanId,
       IsSplit,
       min(SpanName),
       min(ServiceName),
       Start,
       page.Duration,
       Spans,
       Status,
       IsMain,
       page.SessionId
FROM page
JOIN otel_traces AS stored
  ON stored.TraceId = page.TraceId AND stored.SpanId = page.SpanId AND stored.Timestamp = page.RootStart
GROUP BY ALL
ORDER BY any_value(RootStart) DESC, page.TraceId, page.SpanId
