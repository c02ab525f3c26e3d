-- One row per chosen root: its (virtual) trace as a whole.
CREATE OR REPLACE TEMP TABLE summary AS
SELECT chosen.TraceId,
       chosen.SpanId,
       any_value(chosen.IsSplit) AS IsSplit,
       any_value(chosen.Start) AS RootStart,
       min(span.Start) AS Start,
       max(span.Finish) - min(span.Start) AS Duration,
       count(*) AS Spans,
       max(span.Status) AS Status,
       bool_or((span.Marks & 2) <> 0) OR NOT any_value(chosen.IsBackground) AS IsMain,
       min(span.SessionId) AS SessionId
FROM chosen
JOIN member ON member.TraceId = chosen.TraceId AND member.RootSpanId = chosen.SpanId
JOIN span ON span.TraceId = member.TraceId AND span.SpanId = member.SpanId
GROUP BY chosen.TraceId, chosen.SpanId
