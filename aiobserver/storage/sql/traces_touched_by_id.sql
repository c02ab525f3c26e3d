-- The trace with this id, else the traces that have a span with this id.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT TraceId
FROM otel_traces
WHERE TraceId = $id OR SpanId = $id
