-- The bytes of the texts of some blocks, in order.
SELECT sum(strlen(EventName) + strlen(ScopeName) + coalesce(strlen(Body), 0) + coalesce(strlen(LogAttributes), 0))::BIGINT
FROM otel_logs
WHERE RowNumber >= $first AND RowNumber < $end
GROUP BY RowNumber // $block_rows
ORDER BY RowNumber // $block_rows
