-- (the keys …, whether it is the total, figures …, number of rows) of the calls that pass the filter, by keys.
-- Sums end at 10^18, so that whatever a sender claims they can be written.
WITH wanted AS (
    SELECT *,
           {local time} AS LocalTime,
           true AS Everything
    FROM ledger_calls
    WHERE {filter}
),
summed AS (
    SELECT {keys}
           GROUPING(Everything) AS IsTotal,
           count(*) FILTER (WHERE Outcome = 'ok') AS Calls,
           count(*) FILTER (WHERE Outcome IN ('error', 'refused')) AS Errors,
           count(*) FILTER (WHERE Outcome = 'cut_off') AS CutOff,
           least(coalesce(sum(Input) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS Input,
           least(coalesce(sum(CacheRead) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS CacheRead,
           least(coalesce(sum(CacheWrite) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS CacheWrite,
           least(coalesce(sum(CacheWrite1h) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS CacheWrite1h,
           least(coalesce(sum(Output) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS Output,
           least(coalesce(sum(Reasoning) FILTER (WHERE Outcome IN ('ok', 'metered')), 0), 1000000000000000000)::BIGINT AS Reasoning,
           fsum(Cost) FILTER (WHERE Outcome IN ('ok', 'metered')) AS Cost,
           count(*) FILTER (WHERE Outcome IN ('ok', 'metered') AND CostSource = 'unpriced') AS Unpriced,
           least(coalesce(sum(Duration), 0), 1000000000000000000)::BIGINT AS Duration
    FROM wanted
    GROUP BY GROUPING SETS ((Everything{group}), ())
)
SELECT *, count(*) OVER () - 1
FROM summed
ORDER BY IsTotal DESC, {order}
LIMIT $limit
