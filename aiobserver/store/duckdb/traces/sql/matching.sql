-- The spans of the kept traces that contain the search terms, in any case; JSON columns hold their texts escaped.
CREATE OR REPLACE TEMP TABLE matching AS
SELECT DISTINCT TraceId, SpanId
FROM otel_traces
WHERE RowNumber >= (SELECT min(FirstRow) FROM kept)
  AND RowNumber <= (SELECT max(LastRow) FROM kept)
  AND (contains(lower(SpanName), lower($text))
       OR contains(lower(ServiceName), lower($text))
       OR contains(lower(StatusMessage), lower($text))
       OR contains(lower(SpanAttributes), lower($json_text))
       OR contains(lower(ResourceAttributes), lower($json_text)))
