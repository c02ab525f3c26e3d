-- (first span row that the index does not know, row after the last one)
WITH known AS (SELECT coalesce(max(Rows), 0)::BIGINT AS Rows FROM trace_index_state)
SELECT known.Rows,
       coalesce((SELECT max(RowNumber) + 1 FROM otel_traces WHERE RowNumber >= known.Rows), known.Rows)::BIGINT
FROM known
