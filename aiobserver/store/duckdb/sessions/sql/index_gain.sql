-- (rows of the index from row $since on, rows once they are merged)
SELECT (SELECT count(*) FROM session_index WHERE rowid >= $since), (SELECT count(*) FROM merged_sessions)
