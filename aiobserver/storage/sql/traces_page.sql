-- One page, newest first; columns as in TraceSummary.
SELECT TraceId, RootSpanId, IsSplit, RootName, ServiceName, Start, Finish - Start, Spans, Status, IsMain, SessionId
FROM candidate
WHERE $main IS NULL OR IsMain = $main
ORDER BY RootStart DESC, TraceId, RootSpanId
LIMIT $limit OFFSET $offset
