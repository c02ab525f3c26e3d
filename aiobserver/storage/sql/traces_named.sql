-- What an id names: a trace (then its root stands for it, the listed one that began first), or a root.
-- Columns as in TraceSummary; then, of the spans to show: first row, last row.
WITH named AS NOT MATERIALIZED (
    SELECT * FROM live WHERE TraceKey = $key AND TraceId = $id
    UNION ALL
    SELECT * FROM live WHERE RootKey = $key AND RootSpanId = $id
),
candidate AS (
    SELECT *,
           HasMain OR NOT (IsOrphan OR list_contains($folded::VARCHAR[], ServiceName)) AS IsMain,
           IsSplit AND TraceId = $id AS IsWhole
    FROM named
    ORDER BY TraceId <> $id, IsHidden, RootStart, RootSpanId
    LIMIT 1
)
SELECT TraceId, RootSpanId, IsSplit, RootName, ServiceName, Start, Finish - Start, Spans, Status, IsMain, SessionId,
       CASE WHEN IsWhole THEN TraceFirstRow ELSE FirstRow END,
       CASE WHEN IsWhole THEN TraceLastRow ELSE LastRow END
FROM candidate
