-- (service, type, breakdown value, bucket start in ns, increase) of delta and cumulative series.
-- Cumulative: per run; the first point counts in full, and so does one below the last. Repeated points add nothing.
WITH once AS (
    SELECT SeriesId, StartTimestamp, Timestamp, ServiceName, Type, Part, max(Number) AS Number
    FROM point
    WHERE Way = 'cumulative'
    GROUP BY ALL
),
stepped AS (
    SELECT once.*,
           lag(Number) OVER (PARTITION BY SeriesId, StartTimestamp ORDER BY Timestamp) AS Before
    FROM once
),
increases AS (
    SELECT ServiceName, Type, Part, Timestamp,
           CASE WHEN Before IS NULL OR Number < Before THEN greatest(Number, 0) ELSE Number - Before END AS Increase
    FROM stepped
    WHERE Timestamp >= $from_ns
    UNION ALL
    SELECT ServiceName, Type, Part, Timestamp, Number
    FROM point
    WHERE Way = 'delta'
)
SELECT ServiceName,
       Type,
       Part,
       CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
       sum(Increase)
FROM increases
GROUP BY ALL
ORDER BY ALL
