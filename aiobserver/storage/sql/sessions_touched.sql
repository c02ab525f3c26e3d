-- The sessions that have a record in the range; with an id just that one.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT SessionId FROM otel_logs
WHERE SessionId IS NOT NULL AND Timestamp >= $from_ns AND Timestamp < $to_ns AND ($id IS NULL OR SessionId = $id)
UNION
SELECT SessionId FROM otel_metrics
WHERE SessionId IS NOT NULL AND Timestamp >= $from_ns AND Timestamp < $to_ns AND ($id IS NULL OR SessionId = $id)
UNION
SELECT SessionId FROM otel_traces
WHERE SessionId IS NOT NULL AND Timestamp >= $from_ns AND Timestamp < $to_ns AND ($id IS NULL OR SessionId = $id)
