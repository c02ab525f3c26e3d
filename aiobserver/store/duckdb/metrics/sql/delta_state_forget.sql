-- Forgets all states of the runs in `newest_state`.
DELETE FROM delta_state
WHERE (SeriesId, StartTimestamp) IN (SELECT SeriesId, StartTimestamp FROM newest_state)
