-- The index with one row per key.
CREATE OR REPLACE TEMP TABLE merged_sessions AS
SELECT SessionId, ServiceName, Signal, EventName, sum(Records)::BIGINT AS Records, min(First) AS First, max(Last) AS Last
FROM session_index
GROUP BY ALL
