-- The touched sessions as the points that are left show them.
INSERT INTO session_index
SELECT SessionId, ServiceName, 'metrics', '', count(*), min(Timestamp), max(Timestamp)
FROM otel_metrics
SEMI JOIN touched_session USING (SessionId)
GROUP BY ALL
