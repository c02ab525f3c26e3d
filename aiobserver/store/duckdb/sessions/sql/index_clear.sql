DELETE FROM session_index WHERE rowid >= $since
