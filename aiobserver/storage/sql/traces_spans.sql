-- All spans of the touched traces, each once however often it was stored.
CREATE OR REPLACE TEMP TABLE span AS
SELECT TraceId,
       SpanId,
       min(ParentSpanId) AS ParentSpanId,
       min(Timestamp) AS Start,
       max(Timestamp + Duration) AS Finish,
       max(CASE StatusCode WHEN 'ERROR' THEN 2 WHEN 'OK' THEN 1 ELSE 0 END) AS Status,
       bit_or(Marks) AS Marks,
       min(SessionId) AS SessionId,
       arg_min(ServiceName, (Timestamp, ServiceName)) AS ServiceName
FROM otel_traces
WHERE TraceId IN (SELECT TraceId FROM touched)
GROUP BY TraceId, SpanId
