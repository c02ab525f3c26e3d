INSERT INTO trace_index SELECT * FROM fresh ORDER BY RootStart
