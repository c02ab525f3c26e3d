-- To be followed by a query: the listed traces that pass the filters (NULL: any) but those by main and by search.
WITH candidate AS NOT MATERIALIZED (
    SELECT *,
           HasMain OR NOT (IsOrphan OR list_contains($folded::VARCHAR[], ServiceName)) AS IsMain
    FROM live
    WHERE RootStart >= $from_ns
      AND RootStart < $to_ns
      AND NOT IsHidden
      AND ($service IS NULL OR ServiceName = $service)
      AND ($status IS NULL OR Status = $status)
      AND ($min_duration = 0 OR Finish - Start >= $min_duration)
)
