-- The rows of the logs that match all filters (NULL: any): read once, since a search reads all texts of the range.
CREATE OR REPLACE TEMP TABLE hit AS
SELECT RowId, Timestamp, ReceivedAt
FROM searched
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($trace_id IS NULL OR TraceId = $trace_id)
  AND ($event IS NULL OR EventName = $event OR Extras ->> '$.eventNameField' = $event)
  AND ($severity IS NULL OR level_of(SeverityNumber, SeverityText) = $severity)
  AND (contains(lower(EventName), lower($text))
       OR contains(lower(ScopeName), lower($text))
       OR contains(lower(Body), lower($json_text))
       OR contains(lower(LogAttributes), lower($json_text)))
