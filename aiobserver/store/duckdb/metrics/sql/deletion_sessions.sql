-- The sessions of the selected rows.
CREATE OR REPLACE TEMP TABLE touched_session AS
SELECT DISTINCT SessionId
FROM otel_metrics
WHERE rowid IN (SELECT Number FROM selected) AND SessionId IS NOT NULL
