-- What the stored records say of each session: how many of each kind there are, and when. Rows of one key add up; the
-- writer appends to them with each commit and merges them now and then.
CREATE TABLE session_index (
    SessionId   VARCHAR NOT NULL,
    ServiceName VARCHAR NOT NULL,
    Signal      VARCHAR NOT NULL,
    EventName   VARCHAR NOT NULL,
    Records     BIGINT NOT NULL,
    First       UBIGINT NOT NULL,
    Last        UBIGINT NOT NULL
);

INSERT INTO session_index
SELECT SessionId, ServiceName, 'logs', EventName, count(*), min(Timestamp), max(Timestamp)
FROM otel_logs WHERE SessionId IS NOT NULL GROUP BY ALL
UNION ALL
SELECT SessionId, ServiceName, 'metrics', '', count(*), min(Timestamp), max(Timestamp)
FROM otel_metrics WHERE SessionId IS NOT NULL GROUP BY ALL
UNION ALL
SELECT SessionId, ServiceName, 'traces', '', count(*), min(Timestamp), max(Timestamp + Duration)
FROM otel_traces WHERE SessionId IS NOT NULL GROUP BY ALL;
