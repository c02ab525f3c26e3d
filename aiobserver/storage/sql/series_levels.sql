-- (service, type, breakdown value, bucket start in ns, value) of sums that go up and down: the last of each series, summed.
WITH last AS (
    SELECT SeriesId, ServiceName, Type, Part,
           CASE WHEN $width_ns = 0 THEN 0::UBIGINT ELSE Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT END AS Bucket,
           arg_max(Number, Timestamp) AS Number
    FROM point
    WHERE Way = 'level'
    GROUP BY ALL
)
SELECT ServiceName, Type, Part, Bucket, sum(Number)
FROM last
GROUP BY ALL
ORDER BY ALL
