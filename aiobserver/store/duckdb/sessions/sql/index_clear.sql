-- Removes the rows of the index from row $since on.
DELETE FROM session_index WHERE rowid >= $since
