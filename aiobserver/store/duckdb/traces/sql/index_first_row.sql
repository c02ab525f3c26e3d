-- The first row of the touched traces.
SELECT least($first, coalesce(min(TraceFirstRow), $first))::BIGINT
FROM trace_index
WHERE TraceId IN (SELECT TraceId FROM touched)
