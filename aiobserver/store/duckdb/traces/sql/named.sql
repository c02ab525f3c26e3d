-- The (virtual) traces that an id may name; keys are found ten times as fast as texts. Columns as in TraceSummary but for
-- main; then what decides that, which of them comes first, and the first and last row of its spans, of its trace's.
SELECT TraceId, RootSpanId, IsSplit, RootName, ServiceName, Start, Finish - Start, Spans, Status, SessionId,
       HasMain, IsOrphan, IsHidden, RootStart, FirstRow, LastRow, TraceFirstRow, TraceLastRow
FROM live
WHERE TraceKey = $key
UNION ALL
SELECT TraceId, RootSpanId, IsSplit, RootName, ServiceName, Start, Finish - Start, Spans, Status, SessionId,
       HasMain, IsOrphan, IsHidden, RootStart, FirstRow, LastRow, TraceFirstRow, TraceLastRow
FROM live
WHERE RootKey = $key
