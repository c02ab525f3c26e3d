-- To be followed by a query: what the search left.
WITH candidate AS (FROM found)
