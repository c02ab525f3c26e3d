-- All (virtual) traces as they are now: what the index knows, but of traces with new spans what they are with these.
CREATE OR REPLACE TEMP VIEW live AS
SELECT * FROM trace_index WHERE NOT EXISTS (FROM touched WHERE touched.TraceId = trace_index.TraceId)
UNION ALL
SELECT * FROM fresh
