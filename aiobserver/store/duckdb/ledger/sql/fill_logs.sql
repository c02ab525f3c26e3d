-- (number, columns of a log …) of some log records, in their order.
SELECT RowNumber, {otel_logs columns} FROM otel_logs WHERE RowNumber >= $first AND RowNumber < $end ORDER BY RowNumber
