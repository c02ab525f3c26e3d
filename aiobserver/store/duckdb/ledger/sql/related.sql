-- (row, id, place, tool, source, record, call) of the stored sightings that have a wanted id, or a wanted place and time.
SELECT rowid, Id, Place, Tool, Source, Record, Call
FROM call_sightings
WHERE rowid IN (
    SELECT stored.rowid
    FROM call_sightings AS stored
    JOIN wanted_sighting AS wanted ON wanted.Id = stored.Id
    UNION ALL
    SELECT stored.rowid
    FROM call_sightings AS stored
    JOIN wanted_sighting AS wanted
      ON wanted.Place = stored.Place AND stored.EndTime >= wanted.FromTime AND stored.EndTime <= wanted.ToTime
)
