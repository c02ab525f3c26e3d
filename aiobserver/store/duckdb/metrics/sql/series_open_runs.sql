-- The runs that began before the range: they may have a last point before it.
CREATE OR REPLACE TEMP TABLE open_run AS
SELECT DISTINCT SeriesId, StartTimestamp
FROM point
WHERE StartTimestamp < $from_ns
