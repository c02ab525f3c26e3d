INSERT INTO {table} SELECT * FROM merged_sums
