CREATE OR REPLACE TEMP TABLE root AS
SELECT Number, SpanId
FROM span
WHERE SpanId IN (SELECT RootSpanId FROM live WHERE TraceKey = $key AND TraceId = $trace)
