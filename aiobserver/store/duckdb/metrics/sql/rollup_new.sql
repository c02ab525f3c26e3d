-- The points of some rows.
CREATE OR REPLACE TEMP TABLE fresh_point AS
SELECT *
FROM otel_metrics
WHERE RowNumber >= $first AND RowNumber < $end
