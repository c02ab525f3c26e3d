-- Numbers log rows in order of arrival, as span rows are (0002).
ALTER TABLE otel_logs ADD COLUMN RowNumber BIGINT;
UPDATE otel_logs SET RowNumber = rowid;

-- Which four-letter pieces the texts of the log rows number 2048 * Block to 2048 * Block + 2047 have at most, as bits of
-- their hashes; NULL: not known, there is too much text. A block that is not here is not known either.
CREATE TABLE log_index (
    Block  BIGINT NOT NULL,
    Pieces BIT
);
