-- (the keys …, whether it is the total, figures …, number of rows) of the calls that pass the filter, by keys.
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
           coalesce(sum(Input) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS Input,
           coalesce(sum(CacheRead) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS CacheRead,
           coalesce(sum(CacheWrite) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS CacheWrite,
           coalesce(sum(CacheWrite1h) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS CacheWrite1h,
           coalesce(sum(Output) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS Output,
           coalesce(sum(Reasoning) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS Reasoning,
           fsum(Cost) FILTER (WHERE Outcome = 'ok') AS Cost,
           count(*) FILTER (WHERE Outcome = 'ok' AND CostSource = 'unpriced') AS Unpriced,
           coalesce(sum(Duration), 0)::BIGINT AS Duration
    FROM wanted
    GROUP BY GROUPING SETS ((Everything{group}), ())
)
SELECT *, count(*) OVER () - 1
FROM summed
ORDER BY IsTotal DESC, {order}
LIMIT $limit
