-- The increases of cumulative series, by series and bucket, out of points or of parts of runs. The first of a run counts
-- in full, and so does one below the last. `IsUnsure`: not so, since parts overlap.
CREATE OR REPLACE TEMP TABLE bucketed AS
WITH stepped AS (
    SELECT *,
           First AS Number,
           lag(Last) OVER run AS Before,
           lag(LastTime) OVER run AS BeforeTime
    FROM point
    WINDOW run AS (PARTITION BY SeriesId, StartTimestamp ORDER BY FirstTime)
)
SELECT SeriesId,
       CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE FirstTime // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
       sum(Total + {increase}) AS Number,
       bool_or(coalesce(FirstTime <= BeforeTime, false)) AS IsUnsure
FROM stepped
WHERE FirstTime >= $from_ns
GROUP BY ALL
