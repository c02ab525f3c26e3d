-- Spans that contain the search terms, literally and in any case; JSON columns hold their texts escaped.
CREATE OR REPLACE TEMP TABLE matching AS
SELECT DISTINCT TraceId, SpanId
FROM otel_traces
WHERE TraceId IN (SELECT TraceId FROM touched)
  AND (contains(lower(SpanName), $text)
       OR contains(lower(ServiceName), $text)
       OR contains(lower(StatusMessage), $text)
       OR contains(lower(SpanAttributes), $json_text)
       OR contains(lower(ResourceAttributes), $json_text))
