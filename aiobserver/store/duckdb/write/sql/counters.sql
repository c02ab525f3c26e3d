SELECT Kind, Signal, Service, Detail, Day, sum(Amount)::BIGINT, max(LastTime)
FROM counters
GROUP BY ALL
