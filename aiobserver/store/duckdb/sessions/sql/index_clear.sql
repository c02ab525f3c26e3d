DELETE FROM session_index
