SELECT DISTINCT ServiceName FROM session_index
