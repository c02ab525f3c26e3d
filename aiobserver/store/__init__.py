"""Storage. `contract` is the door: the rest of the program asks for its protocols; `duckdb` is the engine behind it."""
