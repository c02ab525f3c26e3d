-- All spans of the touched traces, each once however often it was stored.
CREATE OR REPLACE TEMP TABLE span AS
WITH once AS (
    SELECT TraceId,
           SpanId,
           min(ParentSpanId) AS ParentSpanId,
           min(SpanName) AS SpanName,
           min(ServiceName) AS ServiceName,
           min(Timestamp) AS Start,
           max(Timestamp) AS LastStart,
           max(Timestamp + Duration) AS Finish,
           max(CASE StatusCode WHEN 'ERROR' THEN 2 WHEN 'OK' THEN 1 ELSE 0 END)::UTINYINT AS Status,
           bit_or(Marks) AS Marks,
           min(SessionId) AS SessionId,
           min(RowNumber) AS FirstRow,
           max(RowNumber) AS LastRow
    FROM otel_traces
    WHERE RowNumber >= $first AND RowNumber < $end AND TraceId IN (SELECT TraceId FROM touched)
    GROUP BY TraceId, SpanId
)
SELECT row_number() OVER () AS Number, once.*
FROM once
