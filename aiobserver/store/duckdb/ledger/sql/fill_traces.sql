-- (number, columns of a span …) of some spans, in their order.
SELECT RowNumber, {otel_traces columns} FROM otel_traces WHERE RowNumber >= $first AND RowNumber < $end ORDER BY RowNumber
