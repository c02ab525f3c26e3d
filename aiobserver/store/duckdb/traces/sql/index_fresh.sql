-- The touched traces as rows of the index: one for each root, with its (virtual) trace as a whole.
CREATE OR REPLACE TEMP TABLE fresh AS
WITH member AS (
    SELECT ancestor.Up AS Root, ancestor.Number
    FROM ancestor
    SEMI JOIN root ON root.Number = ancestor.Up
    UNION ALL
    SELECT root.Number, span.Number
    FROM root
    JOIN span USING (TraceId)
    WHERE NOT root.IsSplit
),
summed AS (
    SELECT member.Root,
           bool_or((span.Marks & 2) <> 0) AS HasMain,
           min(span.Start) AS Start,
           max(span.Finish) AS Finish,
           count(*)::UINTEGER AS Spans,
           max(span.Status) AS Status,
           min(span.SessionId) AS SessionId,
           min(span.FirstRow) AS FirstRow,
           max(span.LastRow) AS LastRow
    FROM member
    JOIN span USING (Number)
    GROUP BY member.Root
)
SELECT root.TraceId,
       root.SpanId AS RootSpanId,
       root.Start AS RootStart,
       root.SpanName AS RootName,
       root.ServiceName,
       root.IsFirst,
       root.IsSplit,
       root.IsHidden,
       root.IsSplit AND root.LacksParent AS IsOrphan,
       summed.HasMain,
       summed.Start,
       summed.Finish,
       summed.Spans,
       summed.Status,
       summed.SessionId,
       summed.FirstRow,
       summed.LastRow,
       root.TraceStart,
       root.TraceLastStart,
       root.TraceFirstRow,
       root.TraceLastRow,
       ('0x' || left(root.TraceId, 15))::BIGINT AS TraceKey,
       ('0x' || left(root.SpanId, 15))::BIGINT AS RootKey
FROM root
JOIN summed ON summed.Root = root.Number
