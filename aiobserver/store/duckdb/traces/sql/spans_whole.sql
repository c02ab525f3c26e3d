-- What all spans of a split trace amount to: start, duration, spans, status as a number, has a main span?, session.
WITH once AS (
    SELECT Timestamp, Duration, StatusCode, Marks, SessionId
    FROM otel_traces
    WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
    QUALIFY row_number() OVER (PARTITION BY SpanId ORDER BY ReceivedAt, RowNumber) = 1
)
SELECT min(Timestamp),
       max(Timestamp + Duration) - min(Timestamp),
       count(*),
       max(list_position($statuses::VARCHAR[], StatusCode)) - 1,
       bool_or((Marks & $main) <> 0),
       min(SessionId)
FROM once
