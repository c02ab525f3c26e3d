-- The touched traces; one without any root, a cycle, begins with its earliest span.
CREATE OR REPLACE TEMP TABLE whole AS
WITH counted AS (
    SELECT TraceId,
           count(*) FILTER (WHERE IsRoot) AS Roots,
           min(Start) AS TraceStart,
           max(LastStart) AS TraceLastStart,
           min(FirstRow) AS TraceFirstRow,
           max(LastRow) AS TraceLastRow
    FROM judged
    GROUP BY TraceId
),
earliest AS (
    SELECT TraceId, arg_min(Number, (Start, SpanId)) AS Number
    FROM judged
    WHERE TraceId IN (SELECT TraceId FROM counted WHERE Roots = 0)
    GROUP BY TraceId
)
SELECT counted.*, earliest.Number AS Earliest
FROM counted
LEFT JOIN earliest USING (TraceId)
