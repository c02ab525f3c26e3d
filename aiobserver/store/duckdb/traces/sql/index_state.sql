-- The first span row that the index does not know.
SELECT coalesce(max(Rows), 0)::BIGINT
FROM trace_index_state
