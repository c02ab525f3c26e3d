-- (number, columns of a log …) of some log records.
SELECT RowNumber, {otel_logs columns} FROM otel_logs WHERE list_contains($numbers::BIGINT[], RowNumber)
