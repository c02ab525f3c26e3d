-- What each source says of a call of a model (docs/decisions/0028): Id is the same of those that share a key, Place of
-- those of one tool, session and model; Call is JSON. Signal is empty for what came from a transcript, Record is the
-- RowNumber of the record if it is stored, SessionId and Time are the record's, EndTime is the call's.
CREATE TABLE call_sightings (
    Id          UBIGINT NOT NULL,
    Place       UBIGINT NOT NULL,
    EndTime     UBIGINT NOT NULL,
    Tool        VARCHAR NOT NULL,
    Source      VARCHAR NOT NULL,
    Signal      VARCHAR NOT NULL,
    ServiceName VARCHAR NOT NULL,
    SessionId   VARCHAR,
    Time        UBIGINT NOT NULL,
    ReceivedAt  UBIGINT NOT NULL,
    Record      BIGINT,
    Call        VARCHAR NOT NULL USING COMPRESSION zstd
);

-- One row per call of a model, merged from its sightings in the transaction that stored the last of them. Tokens are
-- disjoint (CacheWrite contains CacheWrite1h, Output contains Reasoning) and NULL where nobody told them.
CREATE TABLE ledger_calls (
    Id             UBIGINT NOT NULL,
    Tool           VARCHAR NOT NULL,
    SessionId      VARCHAR NOT NULL,
    Turn           VARCHAR NOT NULL,
    AgentId        VARCHAR NOT NULL,
    Agent          VARCHAR NOT NULL,
    Kind           VARCHAR NOT NULL,
    StartTime      UBIGINT NOT NULL,
    EndTime        UBIGINT NOT NULL,
    Duration       UBIGINT,
    FirstToken     UBIGINT,
    Attempts       UBIGINT,
    Model          VARCHAR NOT NULL,
    RequestedModel VARCHAR NOT NULL,
    Provider       VARCHAR NOT NULL,
    Tier           VARCHAR NOT NULL,
    Effort         VARCHAR NOT NULL,
    Input          BIGINT,
    CacheRead      BIGINT,
    CacheWrite     BIGINT,
    CacheWrite1h   BIGINT,
    Output         BIGINT,
    Reasoning      BIGINT,
    WebSearches    BIGINT NOT NULL,
    Cost           DOUBLE,
    CostSource     VARCHAR NOT NULL,
    Outcome        VARCHAR NOT NULL,
    StatusCode     BIGINT,
    ErrorType      VARCHAR NOT NULL,
    Directory      VARCHAR NOT NULL,
    Branch         VARCHAR NOT NULL,
    CommitId       VARCHAR NOT NULL,
    Sources        VARCHAR NOT NULL,
    Disagreements  VARCHAR
);

-- What metrics of a session counted beyond its calls although events are sent: in no sum.
CREATE TABLE ledger_gaps (
    Tool       VARCHAR NOT NULL,
    SessionId  VARCHAR NOT NULL,
    Model      VARCHAR NOT NULL,
    StartTime  UBIGINT NOT NULL,
    EndTime    UBIGINT NOT NULL,
    Input      BIGINT NOT NULL,
    CacheRead  BIGINT NOT NULL,
    CacheWrite BIGINT NOT NULL,
    Output     BIGINT NOT NULL,
    Reasoning  BIGINT NOT NULL,
    Cost       DOUBLE
);

-- What was stored before there was a ledger, and is still to be read into it: records number `Next` to `Ends` - 1 of a
-- signal; of metrics it is the rows of `metric_series`.
CREATE TABLE ledger_fill (
    Signal VARCHAR NOT NULL,
    Next   BIGINT NOT NULL,
    Ends   BIGINT NOT NULL
);

INSERT INTO ledger_fill
SELECT * FROM (
    SELECT 'logs', 0, coalesce(max(RowNumber) + 1, 0) FROM otel_logs
    UNION ALL
    SELECT 'traces', 0, coalesce(max(RowNumber) + 1, 0) FROM otel_traces
    UNION ALL
    SELECT 'metrics', 0, coalesce(max(rowid) + 1, 0) FROM metric_series
) AS left_over(Signal, Next, Ends)
WHERE Ends > 0;
