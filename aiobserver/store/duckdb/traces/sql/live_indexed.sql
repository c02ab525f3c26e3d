-- All (virtual) traces as they are now: the index knows all spans.
CREATE OR REPLACE TEMP VIEW live AS
SELECT * FROM trace_index
