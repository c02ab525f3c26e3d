-- (series, start, time, value): the newest state of each of the runs in `wanted_run`.
SELECT SeriesId, StartTimestamp, max(Timestamp), arg_max(Value, Timestamp)
FROM delta_state
SEMI JOIN wanted_run USING (SeriesId, StartTimestamp)
GROUP BY ALL
