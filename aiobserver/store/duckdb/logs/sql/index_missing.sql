-- The first whole blocks of log rows that the index lacks, from a row number on.
SELECT DISTINCT RowNumber // $block_rows AS Block
FROM otel_logs
WHERE RowNumber >= $first
  AND RowNumber < $end
  AND RowNumber // $block_rows NOT IN (SELECT Block FROM log_index)
ORDER BY Block
LIMIT $blocks
