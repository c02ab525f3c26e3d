-- The roots. A marked one with stored children is not listed. A trace with more than one is split into parts.
CREATE OR REPLACE TEMP TABLE root AS
SELECT judged.*,
       row_number() OVER (PARTITION BY judged.TraceId ORDER BY judged.Start, judged.SpanId) = 1 AS IsFirst,
       Roots > 1 AS IsSplit,
       (Marks & 1) <> 0 AND EXISTS (
           SELECT 1 FROM judged AS child WHERE child.Parent = judged.Number AND child.Number <> judged.Number
       ) AS IsHidden,
       TraceStart, TraceLastStart, TraceFirstRow, TraceLastRow
FROM judged
JOIN whole USING (TraceId)
WHERE IsRoot OR Number = Earliest
