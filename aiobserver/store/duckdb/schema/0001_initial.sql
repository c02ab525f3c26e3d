-- Telemetry: append-only, in arrival order, no keys and no indexes (docs/decisions/0003).
-- Times are nanoseconds since 1970 as UBIGINT: 2^64-1 is legal in OTLP. JSON columns are text; NULL means none.

CREATE TABLE otel_traces (
    Timestamp          UBIGINT NOT NULL,
    TraceId            VARCHAR NOT NULL,
    SpanId             VARCHAR NOT NULL,
    ParentSpanId       VARCHAR NOT NULL,
    TraceState         VARCHAR NOT NULL,
    SpanName           VARCHAR NOT NULL,
    SpanKind           VARCHAR NOT NULL,
    ServiceName        VARCHAR NOT NULL,
    ResourceAttributes VARCHAR USING COMPRESSION zstd,
    ScopeName          VARCHAR NOT NULL,
    ScopeVersion       VARCHAR NOT NULL,
    SpanAttributes     VARCHAR USING COMPRESSION zstd,
    Duration           UBIGINT NOT NULL,
    StatusCode         VARCHAR NOT NULL,
    StatusMessage      VARCHAR NOT NULL,
    Events             VARCHAR USING COMPRESSION zstd,
    Links              VARCHAR USING COMPRESSION zstd,
    SessionId          VARCHAR,
    Marks              UTINYINT NOT NULL,
    Extras             VARCHAR USING COMPRESSION zstd,
    ReceivedAt         UBIGINT NOT NULL
);

CREATE TABLE otel_logs (
    Timestamp          UBIGINT NOT NULL,
    ObservedTimestamp  UBIGINT NOT NULL,
    TraceId            VARCHAR NOT NULL,
    SpanId             VARCHAR NOT NULL,
    TraceFlags         UINTEGER NOT NULL,
    SeverityText       VARCHAR NOT NULL,
    SeverityNumber     INTEGER NOT NULL,
    ServiceName        VARCHAR NOT NULL,
    EventName          VARCHAR NOT NULL,
    Body               VARCHAR USING COMPRESSION zstd,
    ResourceAttributes VARCHAR USING COMPRESSION zstd,
    ScopeName          VARCHAR NOT NULL,
    ScopeVersion       VARCHAR NOT NULL,
    LogAttributes      VARCHAR USING COMPRESSION zstd,
    SessionId          VARCHAR,
    Extras             VARCHAR USING COMPRESSION zstd,
    ReceivedAt         UBIGINT NOT NULL
);

CREATE TABLE otel_metrics (
    Timestamp              UBIGINT NOT NULL,
    StartTimestamp         UBIGINT NOT NULL,
    ServiceName            VARCHAR NOT NULL,
    MetricName             VARCHAR NOT NULL,
    MetricDescription      VARCHAR NOT NULL,
    MetricUnit             VARCHAR NOT NULL,
    ResourceAttributes     VARCHAR USING COMPRESSION zstd,
    ScopeName              VARCHAR NOT NULL,
    ScopeVersion           VARCHAR NOT NULL,
    Attributes             VARCHAR USING COMPRESSION zstd,
    MetricType             VARCHAR NOT NULL,
    Value                  DOUBLE,
    ValueInt               BIGINT,
    AggregationTemporality UTINYINT NOT NULL,
    IsMonotonic            BOOLEAN NOT NULL,
    Flags                  UINTEGER NOT NULL,
    Count                  UBIGINT,
    Sum                    DOUBLE,
    Min                    DOUBLE,
    Max                    DOUBLE,
    Detail                 VARCHAR USING COMPRESSION zstd,
    SeriesId               UBIGINT NOT NULL,
    SessionId              VARCHAR,
    Extras                 VARCHAR USING COMPRESSION zstd,
    ReceivedAt             UBIGINT NOT NULL
);

-- One row per full series (metric, type, temporality, resource, scope, attributes), written with its first point.
CREATE TABLE metric_series (
    SeriesId               UBIGINT NOT NULL,
    MetricName             VARCHAR NOT NULL,
    ServiceName            VARCHAR NOT NULL,
    MetricType             VARCHAR NOT NULL,
    AggregationTemporality UTINYINT NOT NULL,
    IsMonotonic            BOOLEAN NOT NULL,
    SessionId              VARCHAR,
    Attributes             VARCHAR
);

-- Last value of each run of a cumulative series that has a delta rule; the newest row of a key counts.
CREATE TABLE delta_state (
    SeriesId       UBIGINT NOT NULL,
    StartTimestamp UBIGINT NOT NULL,
    Timestamp      UBIGINT NOT NULL,
    Value          DOUBLE NOT NULL
);

-- Requests already stored, so that a byte-identical retry is stored once.
CREATE TABLE stored_requests (
    Digest     BLOB NOT NULL,
    ReceivedAt UBIGINT NOT NULL
);

-- What was received, dropped, deduplicated, unpriced and rejected; amounts of one key add up. Day counts from 1970 (UTC).
CREATE TABLE counters (
    Kind     VARCHAR NOT NULL,
    Signal   VARCHAR NOT NULL,
    Service  VARCHAR NOT NULL,
    Detail   VARCHAR NOT NULL,
    Day      INTEGER NOT NULL,
    Amount   BIGINT NOT NULL,
    LastTime UBIGINT NOT NULL
);

CREATE TABLE dashboards (
    id          VARCHAR PRIMARY KEY,
    name        VARCHAR NOT NULL,
    description VARCHAR NOT NULL,
    is_default  BOOLEAN NOT NULL,
    created_at  UBIGINT NOT NULL,
    updated_at  UBIGINT NOT NULL
);

CREATE TABLE dashboard_widgets (
    id           VARCHAR PRIMARY KEY,
    dashboard_id VARCHAR NOT NULL,
    widget_type  VARCHAR NOT NULL,
    title        VARCHAR NOT NULL,
    grid_column  INTEGER NOT NULL,
    grid_row     INTEGER NOT NULL,
    col_span     INTEGER NOT NULL,
    row_span     INTEGER NOT NULL,
    config       VARCHAR NOT NULL,
    created_at   UBIGINT NOT NULL,
    updated_at   UBIGINT NOT NULL
);

-- Public views: the documented contract for people who open the file. Times beyond 2262 are shown as 2262-04-11.
CREATE VIEW traces AS
SELECT make_timestamp_ns(least(Timestamp, 9223372036854775806)::BIGINT) AS Timestamp,
       TraceId, SpanId, ParentSpanId, TraceState, SpanName, SpanKind, ServiceName,
       ResourceAttributes, ScopeName, ScopeVersion, SpanAttributes, Duration, StatusCode, StatusMessage,
       Events, Links, SessionId
FROM otel_traces;

CREATE VIEW logs AS
SELECT make_timestamp_ns(least(Timestamp, 9223372036854775806)::BIGINT) AS Timestamp,
       make_timestamp_ns(least(ObservedTimestamp, 9223372036854775806)::BIGINT) AS ObservedTimestamp,
       TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, EventName,
       Body ->> '$' AS Body, ResourceAttributes, ScopeName, ScopeVersion, LogAttributes, SessionId
FROM otel_logs;

CREATE VIEW metrics AS
SELECT make_timestamp_ns(least(Timestamp, 9223372036854775806)::BIGINT) AS Timestamp,
       make_timestamp_ns(least(StartTimestamp, 9223372036854775806)::BIGINT) AS StartTimestamp,
       ServiceName, MetricName, MetricDescription, MetricUnit, ResourceAttributes, ScopeName, ScopeVersion,
       Attributes, MetricType, Value, ValueInt, AggregationTemporality, IsMonotonic, Flags,
       Count, Sum, Min, Max, Detail, SessionId
FROM otel_metrics;
