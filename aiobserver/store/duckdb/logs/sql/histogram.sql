-- (bucket start in ms, level, count) of the logs that match all filters (NULL: any).
SELECT (Timestamp // $width_ns::UBIGINT * $width_ns::UBIGINT // 1000000::UBIGINT)::BIGINT AS Bucket,
       level_of(SeverityNumber, SeverityText) AS Level,
       count(*)
FROM searched
WHERE Timestamp >= $from_ns AND Timestamp < $to_ns
  AND ($service IS NULL OR ServiceName = $service)
  AND ($trace_id IS NULL OR TraceId = $trace_id)
  AND ($event IS NULL OR EventName = $event OR Extras ->> '$.eventNameField' = $event)
  AND ($severity IS NULL OR level_of(SeverityNumber, SeverityText) = $severity)
  AND ($text IS NULL
       OR contains(lower(EventName), lower($text))
       OR contains(lower(ScopeName), lower($text))
       OR contains(lower(Body), lower($json_text))
       OR contains(lower(LogAttributes), lower($json_text)))
GROUP BY ALL
ORDER BY ALL
