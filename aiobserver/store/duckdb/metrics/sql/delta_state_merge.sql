-- The newest state of each run that has one from row $since on.
CREATE OR REPLACE TEMP TABLE newest_state AS
SELECT SeriesId, StartTimestamp, max(Timestamp) AS Timestamp, arg_max(Value, Timestamp) AS Value
FROM delta_state
WHERE rowid >= $since
GROUP BY ALL
