-- (row, kind, id, place, tool, source, record, said) of the stored sightings that have a wanted id,
-- or a wanted place and time.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE rowid IN (
    SELECT stored.rowid
    FROM sightings AS stored
    JOIN wanted_sighting AS wanted ON wanted.Id = stored.Id
    UNION ALL
    SELECT stored.rowid
    FROM sightings AS stored
    JOIN wanted_sighting AS wanted
      ON wanted.Place = stored.Place AND stored.EndTime >= wanted.FromTime AND stored.EndTime <= wanted.ToTime
)
