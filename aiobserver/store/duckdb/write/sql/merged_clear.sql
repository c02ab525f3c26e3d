-- Removes the rows from row $since on that were merged.
DELETE FROM {table} WHERE rowid >= $since
