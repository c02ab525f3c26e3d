-- What an id names: a trace (then its root stands for it, the listed one that began first), or a root.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT TraceId, SpanId, Start, IsSplit AND TraceId <> $id AS IsSplit, IsBackground
FROM root
WHERE TraceId = $id OR SpanId = $id
ORDER BY TraceId <> $id, IsHidden, Start, SpanId
LIMIT 1
