-- Forgets the blocks of the selected log rows.
DELETE FROM log_index
WHERE Block IN (
    SELECT RowNumber // $block_rows
    FROM otel_logs
    WHERE rowid IN (SELECT Number FROM selected)
)
