INSERT INTO trace_index_state VALUES ($end)
