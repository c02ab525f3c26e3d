-- The log rows of the selection, as they are stored.
CREATE OR REPLACE TEMP TABLE selected AS
SELECT rowid AS Number
FROM otel_logs
WHERE Timestamp >= $from_ns
  AND Timestamp < $to_ns
  AND ReceivedAt < $received_before
  AND ($service IS NULL OR ServiceName = $service)
  AND ($session IS NULL OR SessionId = $session)
LIMIT $rows
