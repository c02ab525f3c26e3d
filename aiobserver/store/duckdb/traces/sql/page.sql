-- One page, newest first; columns as in TraceSummary. The page is found by few columns, then the others are read.
, page AS (
    SELECT TraceId, RootSpanId, RootStart
    FROM candidate
    WHERE $main IS NULL OR IsMain = $main
    ORDER BY RootStart DESC, TraceId, RootSpanId
    LIMIT $limit OFFSET $offset
)
SELECT TraceId, RootSpanId, IsSplit, RootName, ServiceName, Start, Finish - Start, Spans, Status, IsMain, SessionId
FROM candidate
SEMI JOIN page USING (RootStart, TraceId, RootSpanId)
ORDER BY RootStart DESC, TraceId, RootSpanId
