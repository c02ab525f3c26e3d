-- The spans of split traces, and where each has got to on its way up to its root: so far, to its parent.
CREATE OR REPLACE TEMP TABLE climb AS
SELECT Number, CASE WHEN IsRoot THEN Number ELSE Parent END AS Up
FROM judged
WHERE TraceId IN (SELECT TraceId FROM whole WHERE Roots > 1)
