SELECT level_of(SeverityNumber, SeverityText) AS Level, count(*)
FROM otel_logs
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
GROUP BY ALL
ORDER BY ALL
