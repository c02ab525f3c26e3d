-- The tables of the database.
SELECT table_name
FROM duckdb_tables()
WHERE database_name = 'store' AND schema_name = 'main'
ORDER BY table_name
