-- (row, kind, id, place, tool, source, record, said) of the stored sightings that have a wanted id,
-- or a wanted place and time. $id_from_ns … bound the times of all that are wanted, so that most of the table is not read.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE rowid IN (
    SELECT stored.rowid
    FROM sightings AS stored
    JOIN wanted_sighting AS wanted ON wanted.Id = stored.Id
    WHERE stored.EndTime >= $id_from_ns AND stored.EndTime <= $id_to_ns
    UNION ALL
    SELECT stored.rowid
    FROM sightings AS stored
    JOIN wanted_sighting AS wanted ON wanted.Id = stored.Id
    WHERE stored.Kind = 'session'
    UNION ALL
    SELECT stored.rowid
    FROM sightings AS stored
    JOIN wanted_sighting AS wanted
      ON wanted.Place = stored.Place AND stored.EndTime >= wanted.FromTime AND stored.EndTime <= wanted.ToTime
    WHERE stored.EndTime >= $from_ns AND stored.EndTime <= $to_ns
)
