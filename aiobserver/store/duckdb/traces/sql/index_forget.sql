DELETE FROM trace_index WHERE TraceId IN (SELECT TraceId FROM touched)
