-- The rows of the index from row $since on, with one row per key.
CREATE OR REPLACE TEMP TABLE merged_sums AS
SELECT SessionId, ServiceName, Signal, EventName, sum(Records)::BIGINT AS Records, min(First) AS First, max(Last) AS Last
FROM session_index
WHERE rowid >= $since
GROUP BY ALL
