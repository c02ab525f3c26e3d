INSERT INTO session_index SELECT * FROM merged_sessions
