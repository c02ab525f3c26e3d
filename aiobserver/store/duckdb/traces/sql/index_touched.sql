-- The traces of new span rows.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT TraceId
FROM otel_traces
WHERE RowNumber >= $first AND RowNumber < $end
