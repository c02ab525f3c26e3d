-- The number of the next log row: above all stored ones, and in no block that the index knows.
SELECT greatest((SELECT coalesce(max(RowNumber) + 1, 0) FROM otel_logs),
                (SELECT coalesce(max(Block) + 1, 0) * $block_rows FROM log_index))::BIGINT
