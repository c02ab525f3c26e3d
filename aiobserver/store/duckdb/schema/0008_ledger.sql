-- What each source says of a call of a model, a use of a tool, a prompt or a session (docs/decisions/0028); Kind is call,
-- tool, turn or session. Id is the same of those that share a key, Place of those of one tool, session and model or name;
-- Said is JSON. Signal is empty for what came from a transcript, Record is the RowNumber of the record if it is stored,
-- SessionId and Time are the record's, EndTime is the moment by which sightings are matched.
CREATE TABLE sightings (
    Kind        VARCHAR NOT NULL,
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
    Said        VARCHAR NOT NULL USING COMPRESSION zstd
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

-- One row per use of a tool, merged like calls. Success is NULL where nobody told it.
CREATE TABLE ledger_tool_calls (
    Id        UBIGINT NOT NULL,
    Tool      VARCHAR NOT NULL,
    SessionId VARCHAR NOT NULL,
    Turn      VARCHAR NOT NULL,
    AgentId   VARCHAR NOT NULL,
    Name      VARCHAR NOT NULL,
    StartTime UBIGINT NOT NULL,
    EndTime   UBIGINT NOT NULL,
    Duration  UBIGINT,
    Success   BOOLEAN,
    Decision  VARCHAR NOT NULL,
    DecidedBy VARCHAR NOT NULL,
    Directory VARCHAR NOT NULL,
    Branch    VARCHAR NOT NULL,
    CommitId  VARCHAR NOT NULL,
    Sources   VARCHAR NOT NULL
);

-- One row per prompt of a person; Turn is the name by which calls refer to it, IsCommand says that it did not reach the
-- model.
CREATE TABLE ledger_turns (
    Id        UBIGINT NOT NULL,
    Tool      VARCHAR NOT NULL,
    SessionId VARCHAR NOT NULL,
    Turn      VARCHAR NOT NULL,
    StartTime UBIGINT NOT NULL,
    IsCommand BOOLEAN NOT NULL,
    Directory VARCHAR NOT NULL,
    Branch    VARCHAR NOT NULL,
    CommitId  VARCHAR NOT NULL,
    Sources   VARCHAR NOT NULL
);

-- One row per session of which something is told beside its calls; Time is when it was told last.
CREATE TABLE session_facts (
    Id        UBIGINT NOT NULL,
    Tool      VARCHAR NOT NULL,
    SessionId VARCHAR NOT NULL,
    Time      UBIGINT NOT NULL,
    Title     VARCHAR NOT NULL,
    Version   VARCHAR NOT NULL,
    Parent    VARCHAR NOT NULL,
    Directory VARCHAR NOT NULL,
    Branch    VARCHAR NOT NULL,
    CommitId  VARCHAR NOT NULL,
    Sources   VARCHAR NOT NULL
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

-- The repositories of directories in which calls ran, found while they existed.
CREATE TABLE projects (
    Directory VARCHAR NOT NULL,
    Root      VARCHAR NOT NULL,
    Remote    VARCHAR NOT NULL,
    Name      VARCHAR NOT NULL
);

-- Public views, as those of telemetry (0001). Costs are what the API would cost; tokens do not overlap.
CREATE VIEW calls AS
SELECT printf('%016x', Id) AS Id,
       make_timestamp_ns(least(StartTime, 9223372036854775806)::BIGINT) AS StartTime,
       make_timestamp_ns(least(EndTime, 9223372036854775806)::BIGINT) AS EndTime,
       Tool, SessionId, Turn, AgentId, Agent, Kind, Model, RequestedModel, Provider, Tier, Effort,
       Input, CacheRead, CacheWrite, CacheWrite1h, Output, Reasoning, WebSearches, Cost, CostSource,
       Outcome, StatusCode, ErrorType, Duration, FirstToken, Attempts, Directory, Branch, CommitId, Sources
FROM ledger_calls;

CREATE VIEW tool_calls AS
SELECT printf('%016x', Id) AS Id,
       make_timestamp_ns(least(StartTime, 9223372036854775806)::BIGINT) AS StartTime,
       make_timestamp_ns(least(EndTime, 9223372036854775806)::BIGINT) AS EndTime,
       Tool, SessionId, Turn, AgentId, Name, Duration, Success, Decision, DecidedBy, Directory, Branch, CommitId, Sources
FROM ledger_tool_calls;

CREATE VIEW turns AS
SELECT printf('%016x', Id) AS Id,
       make_timestamp_ns(least(StartTime, 9223372036854775806)::BIGINT) AS StartTime,
       Tool, SessionId, Turn, IsCommand, Directory, Branch, CommitId, Sources
FROM ledger_turns;

CREATE VIEW sessions AS
WITH summed AS (
    SELECT Tool, SessionId, min(StartTime) AS StartTime, max(EndTime) AS EndTime,
           count(*) FILTER (WHERE Outcome = 'ok') AS Calls,
           count(*) FILTER (WHERE Outcome IN ('error', 'refused')) AS Errors,
           sum(Input) FILTER (WHERE Outcome IN ('ok', 'metered')) AS Input,
           sum(CacheRead) FILTER (WHERE Outcome IN ('ok', 'metered')) AS CacheRead,
           sum(CacheWrite) FILTER (WHERE Outcome IN ('ok', 'metered')) AS CacheWrite,
           sum(Output) FILTER (WHERE Outcome IN ('ok', 'metered')) AS Output,
           fsum(Cost) FILTER (WHERE Outcome IN ('ok', 'metered')) AS Cost,
           list(DISTINCT Model ORDER BY Model) FILTER (WHERE Model <> '') AS Models
    FROM ledger_calls
    GROUP BY Tool, SessionId
)
SELECT summed.SessionId, summed.Tool,
       make_timestamp_ns(least(StartTime, 9223372036854775806)::BIGINT) AS StartTime,
       make_timestamp_ns(least(EndTime, 9223372036854775806)::BIGINT) AS EndTime,
       Calls, Errors, Input, CacheRead, CacheWrite, Output, Cost, Models,
       coalesce(Title, '') AS Title, coalesce(Version, '') AS Version, coalesce(Parent, '') AS Parent
FROM summed
LEFT JOIN session_facts ON session_facts.Tool = summed.Tool AND session_facts.SessionId = summed.SessionId;
