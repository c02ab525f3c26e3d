-- The traces of the selected span rows.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT DISTINCT TraceId
FROM otel_traces
WHERE rowid IN (SELECT Number FROM selected)
