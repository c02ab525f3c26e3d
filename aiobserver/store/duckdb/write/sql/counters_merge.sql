-- The counters of the days from $day on, with one row per key and day.
CREATE OR REPLACE TEMP TABLE merged_counters AS
SELECT Kind, Signal, Service, Detail, Day, sum(Amount)::BIGINT AS Amount, max(LastTime) AS LastTime
FROM counters
WHERE Day >= $day
GROUP BY ALL
