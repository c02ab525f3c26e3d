SELECT DISTINCT ServiceName FROM session
