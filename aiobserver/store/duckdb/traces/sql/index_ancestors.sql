-- The spans of split traces, each with an ancestor on the path to its root: at first its parent.
CREATE OR REPLACE TEMP TABLE ancestor AS
SELECT Number, CASE WHEN IsRoot THEN Number ELSE Parent END AS Up
FROM judged
WHERE TraceId IN (SELECT TraceId FROM whole WHERE Roots > 1)
