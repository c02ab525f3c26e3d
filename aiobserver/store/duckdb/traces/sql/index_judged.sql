-- Root or not: no parent, parent not stored, parent marked as a session's root.
CREATE OR REPLACE TEMP TABLE judged AS
SELECT child.*,
       parent.Number AS Parent,
       child.ParentSpanId <> '' AND parent.Number IS NULL AS LacksParent,
       child.ParentSpanId = '' OR parent.Number IS NULL OR (parent.Marks & 1) <> 0 AS IsRoot
FROM span AS child
LEFT JOIN span AS parent ON parent.TraceId = child.TraceId AND parent.SpanId = child.ParentSpanId
