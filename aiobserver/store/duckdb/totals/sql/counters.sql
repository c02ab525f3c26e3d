-- (kind, signal, service, detail, amount, amount of the day, last time in ns)
SELECT Kind, Signal, Service, Detail,
       sum(Amount)::BIGINT,
       coalesce(sum(Amount) FILTER (WHERE Day = $day), 0)::BIGINT,
       max(LastTime)
FROM counters
GROUP BY ALL
ORDER BY ALL
