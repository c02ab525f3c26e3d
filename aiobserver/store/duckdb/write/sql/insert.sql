-- Rows that wait as columns, see columns.py.
INSERT INTO {table} FROM incoming_{table}
