-- The touched sessions as the spans that are left show them.
INSERT INTO session_index
SELECT SessionId, ServiceName, 'traces', '', count(*), min(Timestamp), max(Timestamp + Duration)
FROM otel_traces
SEMI JOIN touched_session USING (SessionId)
GROUP BY ALL
