-- The services whose traces are background unless they have a marked span.
WITH known AS (SELECT DISTINCT ServiceName FROM live)
SELECT ServiceName
FROM known
WHERE list_contains($names::VARCHAR[], ServiceName)
   OR (NOT list_contains($others::VARCHAR[], ServiceName)
       AND len(list_filter($prefixes::VARCHAR[], lambda prefix: starts_with(ServiceName, prefix))) > 0)
