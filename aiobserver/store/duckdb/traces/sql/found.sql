-- The kept traces with such a span.
CREATE OR REPLACE TEMP TABLE found AS
WITH hit AS (
    SELECT root.TraceId, root.SpanId
    FROM ancestor
    JOIN span USING (Number)
    SEMI JOIN matching ON matching.TraceId = span.TraceId AND matching.SpanId = span.SpanId
    JOIN root ON root.Number = ancestor.Up
)
SELECT * FROM kept WHERE NOT IsSplit AND TraceId IN (SELECT TraceId FROM matching)
UNION ALL
SELECT * FROM kept SEMI JOIN hit ON hit.TraceId = kept.TraceId AND hit.SpanId = kept.RootSpanId WHERE IsSplit
