-- The roots: no parent, parent not stored, parent marked as a session's root; in a trace without any, its earliest span.
-- A marked root with stored children is not listed. IsSplit: the trace has more than this root, so it is shown in parts.
-- IsBackground, unless it has a main span: a part whose parent is not stored, or of a service whose main spans are marked.
CREATE OR REPLACE TEMP TABLE root AS
WITH judged AS (
    SELECT child.*,
           child.ParentSpanId = '' OR parent.SpanId IS NULL OR (parent.Marks & 1) <> 0 AS IsRoot,
           child.ParentSpanId <> '' AND parent.SpanId IS NULL AS LacksParent
    FROM span AS child
    LEFT JOIN span AS parent ON parent.TraceId = child.TraceId AND parent.SpanId = child.ParentSpanId
),
counted AS (
    SELECT judged.*,
           count(*) FILTER (WHERE IsRoot) OVER (PARTITION BY TraceId) AS Roots,
           row_number() OVER (PARTITION BY TraceId ORDER BY Start, SpanId) AS Position
    FROM judged
)
SELECT TraceId,
       SpanId,
       Start,
       Roots > 1 AS IsSplit,
       (Roots > 1 AND LacksParent)
       OR list_contains($names::VARCHAR[], ServiceName)
       OR (NOT list_contains($others::VARCHAR[], ServiceName)
           AND EXISTS (FROM unnest($prefixes::VARCHAR[]) AS given(Prefix) WHERE starts_with(ServiceName, Prefix)))
           AS IsBackground,
       (Marks & 1) <> 0 AND EXISTS (
           SELECT 1
           FROM span AS child
           WHERE child.TraceId = counted.TraceId
             AND child.ParentSpanId = counted.SpanId
             AND child.SpanId <> counted.SpanId
       ) AS IsHidden
FROM counted
WHERE IsRoot OR (Roots = 0 AND Position = 1)
