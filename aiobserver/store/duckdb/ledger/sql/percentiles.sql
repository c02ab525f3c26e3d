-- (whether it is the total, the keys …, percentiles in ns) of the durations of answered calls that pass the filter, by keys.
WITH parts AS (
    SELECT {parts}
           Duration
    FROM ledger_calls
    WHERE {filter} AND Outcome = 'ok' AND Duration IS NOT NULL
),
keyed AS (
    SELECT {keys} true AS Everything, Duration FROM parts
)
SELECT GROUPING(Everything), {names} quantile_cont(Duration, {shares})
FROM keyed
GROUP BY GROUPING SETS ((Everything{group}), ())
