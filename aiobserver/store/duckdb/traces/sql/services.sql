-- The services of all traces.
SELECT DISTINCT ServiceName
FROM live
