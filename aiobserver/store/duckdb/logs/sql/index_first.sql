-- The row after the last block that the index knows.
SELECT coalesce((max(Block) + 1) * $block_rows, 0)::BIGINT
FROM log_index
