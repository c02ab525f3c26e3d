-- One page of the chosen roots, newest first.
CREATE OR REPLACE TEMP TABLE chosen AS
SELECT *
FROM chosen
ORDER BY Start DESC, TraceId, SpanId
LIMIT $limit OFFSET $offset
