-- The (virtual) traces that pass the filters (NULL: any), but for the filter by main.
CREATE OR REPLACE TEMP TABLE fitting AS
SELECT *
FROM summary
WHERE ($status IS NULL OR Status = $status)
  AND Duration >= $min_duration
  AND ($text IS NULL OR (TraceId, SpanId) IN (
      SELECT member.TraceId, member.RootSpanId
      FROM member
      JOIN matching ON matching.TraceId = member.TraceId AND matching.SpanId = member.SpanId))
