-- Leaves the open runs that have no baseline yet.
DELETE FROM open_run
WHERE (SeriesId, StartTimestamp) IN (SELECT SeriesId, StartTimestamp FROM point WHERE FirstTime < $from_ns)
