-- The points of the selection, as they are stored. The last one of a running total stays while the selection leaves
-- later ones: their increase is counted from it.
CREATE OR REPLACE TEMP TABLE selected AS
WITH chosen AS (
    SELECT rowid AS Number,
           SeriesId,
           StartTimestamp,
           Timestamp,
           {is cumulative} AS IsTotal
    FROM otel_metrics
    WHERE Timestamp >= $from_ns
      AND Timestamp < $to_ns
      AND ReceivedAt < $received_before
      AND ($service IS NULL OR ServiceName = $service)
      AND ($session IS NULL OR SessionId = $session)
),
last AS (
    SELECT SeriesId, StartTimestamp, max(Timestamp) AS Timestamp
    FROM chosen
    WHERE IsTotal
    GROUP BY ALL
),
baseline AS (
    SELECT *
    FROM last
    WHERE EXISTS (
        SELECT 1
        FROM otel_metrics AS later
        WHERE later.SeriesId = last.SeriesId
          AND later.StartTimestamp = last.StartTimestamp
          AND later.Timestamp > last.Timestamp
    )
)
SELECT Number
FROM chosen
ANTI JOIN baseline USING (SeriesId, StartTimestamp, Timestamp)
LIMIT $rows
