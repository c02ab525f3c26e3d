-- The spans below each chosen root, down to the next root; a trace that is not split has all of its spans.
CREATE OR REPLACE TEMP TABLE member AS
WITH RECURSIVE below AS (
    SELECT TraceId, SpanId AS RootSpanId, SpanId
    FROM chosen
    WHERE IsSplit
    UNION
    SELECT child.TraceId, below.RootSpanId, child.SpanId
    FROM below
    JOIN span AS child ON child.TraceId = below.TraceId AND child.ParentSpanId = below.SpanId
    WHERE NOT EXISTS (SELECT 1 FROM root WHERE root.TraceId = child.TraceId AND root.SpanId = child.SpanId)
)
SELECT * FROM below
UNION ALL
SELECT chosen.TraceId, chosen.SpanId AS RootSpanId, span.SpanId
FROM chosen
JOIN span ON span.TraceId = chosen.TraceId
WHERE NOT chosen.IsSplit
