-- The logs of one page of hits, newest first.
WITH page AS (
    SELECT RowId
    FROM hit
    ORDER BY Timestamp DESC, ReceivedAt DESC, RowId DESC
    LIMIT $limit OFFSET $offset
)
SELECT {otel_logs columns}
FROM otel_logs
WHERE rowid IN (SELECT RowId FROM page)
ORDER BY Timestamp DESC, ReceivedAt DESC, rowid DESC
