-- The first whole blocks of log rows that the index lacks, from a row number on. Where it lacks none no row is read.
WITH lacking AS (
    SELECT unnest(range($first // $block_rows, $end // $block_rows)) AS Block
    EXCEPT
    SELECT Block FROM log_index
)
SELECT DISTINCT RowNumber // $block_rows AS Block
FROM otel_logs
WHERE RowNumber >= $first
  AND RowNumber < $end
  AND RowNumber // $block_rows IN (SELECT Block FROM lacking)
ORDER BY Block
LIMIT $blocks
