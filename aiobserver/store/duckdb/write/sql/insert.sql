-- Rows that wait as columns, see bulk_insert.py.
INSERT INTO {table} BY NAME FROM incoming_{table}
