-- All (virtual) traces as they are now.
CREATE OR REPLACE TEMP VIEW live AS
SELECT * FROM trace_index WHERE NOT EXISTS (FROM touched WHERE touched.TraceId = trace_index.TraceId)
UNION ALL
SELECT * FROM fresh
