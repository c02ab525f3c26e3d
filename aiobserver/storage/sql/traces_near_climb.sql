-- Where each of them has got to on its way up to its root: so far, to its parent.
CREATE OR REPLACE TEMP TABLE climb AS
SELECT child.Number, parent.Number AS Up
FROM span AS child
JOIN span AS parent ON parent.SpanId = child.ParentSpanId
WHERE child.Number NOT IN (SELECT Number FROM root)
UNION ALL
SELECT Number, Number FROM root
