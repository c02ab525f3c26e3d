-- The number of the next span row: above all stored ones, and above those that the index counted before some were deleted.
SELECT greatest((SELECT coalesce(max(RowNumber) + 1, 0) FROM otel_traces),
                (SELECT coalesce(max(Rows), 0) FROM trace_index_state))::BIGINT
