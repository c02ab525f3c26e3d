-- The spans of a trace between two rows, with their parents among them.
CREATE OR REPLACE TEMP TABLE span AS
WITH once AS (
    SELECT SpanId, min(ParentSpanId) AS ParentSpanId
    FROM otel_traces
    WHERE RowNumber BETWEEN $first AND $last AND TraceId = $trace
    GROUP BY SpanId
)
SELECT row_number() OVER () AS Number, once.* FROM once
