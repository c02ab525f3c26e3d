-- The row after the last one, which is not before $since.
SELECT coalesce(max(rowid) + 1, $since)::BIGINT
FROM {table}
WHERE rowid >= $since
