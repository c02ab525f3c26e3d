-- Which series and buckets the selected points are in, as far as they are rolled up.
CREATE OR REPLACE TEMP TABLE touched_bucket AS
SELECT DISTINCT SeriesId, Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT AS Bucket
FROM otel_metrics
WHERE rowid IN (SELECT Number FROM selected) AND RowNumber < $end
