-- (whether it is the total, the keys …, figures …, number of rows) of the calls that pass the filter, by keys.
-- Sums end at 10^18, so that whatever a sender claims they can be written.
WITH parts AS MATERIALIZED (
    SELECT {parts}
           Outcome,
           CostSource,
           count(*) AS Calls,
           sum(Input) AS Input,
           sum(CacheRead) AS CacheRead,
           sum(CacheWrite) AS CacheWrite,
           sum(CacheWrite1h) AS CacheWrite1h,
           sum(Output) AS Output,
           sum(Reasoning) AS Reasoning,
           fsum(Cost) AS Cost,
           sum(Duration) AS Duration,
           sum(greatest(Attempts, 1) - 1) AS Retries,
           count(Duration) AS Timed
    FROM ledger_calls
    WHERE {filter}
    GROUP BY ALL
),
keyed AS (
    SELECT {keys} true AS Everything, parts.* FROM parts
),
summed AS (
    SELECT GROUPING(Everything) AS IsTotal,
           {names}
           coalesce(sum(Calls) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS Calls,
           coalesce(sum(Calls) FILTER (WHERE Outcome IN ('error', 'refused')), 0)::BIGINT AS Errors,
           coalesce(sum(Calls) FILTER (WHERE Outcome = 'cut_off'), 0)::BIGINT AS CutOff,
           least(coalesce(sum(Input) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS Input,
           least(coalesce(sum(CacheRead) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS CacheRead,
           least(coalesce(sum(CacheWrite) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS CacheWrite,
           least(coalesce(sum(CacheWrite1h) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS CacheWrite1h,
           least(coalesce(sum(Output) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS Output,
           least(coalesce(sum(Reasoning) FILTER (WHERE {counts}), 0), 1000000000000000000)::BIGINT AS Reasoning,
           fsum(Cost) FILTER (WHERE {counts}) AS Cost,
           coalesce(sum(Calls) FILTER (WHERE {counts} AND CostSource = 'unpriced'), 0)::BIGINT AS Unpriced,
           least(coalesce(sum(Duration), 0), 1000000000000000000)::BIGINT AS Duration,
           least(coalesce(sum(Retries) FILTER (WHERE Outcome = 'ok'), 0), 1000000000000000000)::BIGINT AS Retries,
           coalesce(sum(Timed) FILTER (WHERE Outcome = 'ok'), 0)::BIGINT AS Timed,
           least(coalesce(sum(Duration) FILTER (WHERE Outcome = 'ok'), 0), 1000000000000000000)::BIGINT AS TimedDuration
    FROM keyed
    GROUP BY GROUPING SETS ((Everything{group}), ())
)
SELECT *, count(*) OVER () - 1
FROM summed
ORDER BY IsTotal DESC, {order}
LIMIT $limit
