-- The increases of cumulative series, by series and bucket. The first point of a run counts in full, and so does one
-- below the last.
CREATE OR REPLACE TEMP TABLE bucketed AS
WITH stepped AS (
    SELECT SeriesId,
           Timestamp,
           Number,
           lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp) AS Before
    FROM point
)
SELECT SeriesId,
       CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
       sum(CASE WHEN Before IS NULL OR Number < Before THEN greatest(Number, 0) ELSE Number - Before END) AS Number
FROM stepped
WHERE Timestamp >= $from_ns
GROUP BY ALL
