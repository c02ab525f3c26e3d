-- (rows from row $since on, rows once they are merged)
SELECT (SELECT count(*) FROM {table} WHERE rowid >= $since), (SELECT count(*) FROM merged_sums)
