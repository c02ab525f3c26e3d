-- The services whose traces are background unless they have a marked span.
CREATE OR REPLACE TEMP TABLE folded AS
WITH known AS (
    SELECT DISTINCT ServiceName FROM trace_index
    UNION
    SELECT ServiceName FROM fresh
)
SELECT ServiceName
FROM known
WHERE list_contains($names::VARCHAR[], ServiceName)
   OR (NOT list_contains($others::VARCHAR[], ServiceName)
       AND len(list_filter($prefixes::VARCHAR[], lambda prefix: starts_with(ServiceName, prefix))) > 0)
