-- Forgets what the touched buckets add up to.
DELETE FROM metric_rollup
WHERE (SeriesId, Bucket) IN (SELECT SeriesId, Bucket FROM touched_bucket)
