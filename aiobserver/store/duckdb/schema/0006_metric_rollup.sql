-- Numbers points in order of arrival, as span and log rows are (0002, 0005).
ALTER TABLE otel_metrics ADD COLUMN RowNumber BIGINT;
UPDATE otel_metrics SET RowNumber = rowid;

-- What the points up to row `Rows` add up to in ten minutes (docs/decisions/0022): of a delta series their sum, with
-- StartTimestamp 0; of a run of a cumulative series its increase from the first of them to the last. Field is empty for
-- points that have a value, else `sum` or `count`. There may be several rows of one series, run, bucket and field.
CREATE TABLE metric_rollup (
    MetricName     VARCHAR NOT NULL,
    ServiceName    VARCHAR NOT NULL,
    SeriesId       UBIGINT NOT NULL,
    StartTimestamp UBIGINT NOT NULL,
    Bucket         UBIGINT NOT NULL,
    Field          VARCHAR NOT NULL,
    FirstTime      UBIGINT NOT NULL,
    LastTime       UBIGINT NOT NULL,
    First          DOUBLE NOT NULL,
    Last           DOUBLE NOT NULL,
    Total          DOUBLE NOT NULL
);

CREATE TABLE metric_rollup_state (
    Rows BIGINT NOT NULL
);
