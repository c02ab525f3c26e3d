-- The touched sessions as the log records that are left show them.
INSERT INTO session_index
SELECT SessionId, ServiceName, 'logs',
       CASE WHEN Extras ->> '$.uncounted' = 'true' THEN '' ELSE EventName END,
       count(*), min(Timestamp), max(Timestamp)
FROM otel_logs
SEMI JOIN touched_session USING (SessionId)
GROUP BY ALL
