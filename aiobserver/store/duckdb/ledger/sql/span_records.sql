-- (number, columns of a span …) of some spans.
SELECT RowNumber, {otel_traces columns} FROM otel_traces WHERE list_contains($numbers::BIGINT[], RowNumber)
