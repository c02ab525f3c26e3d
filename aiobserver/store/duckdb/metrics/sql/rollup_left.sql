-- The points that are left in the touched buckets and were rolled up.
CREATE OR REPLACE TEMP TABLE fresh_point AS
SELECT stored.*
FROM otel_metrics AS stored
SEMI JOIN touched_bucket AS touched
    ON touched.SeriesId = stored.SeriesId
    AND touched.Bucket = stored.Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT
WHERE stored.RowNumber < $end
