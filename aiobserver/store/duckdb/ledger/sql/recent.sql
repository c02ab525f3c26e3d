-- (row, kind, id, place, tool, source, record, said) of the sightings that end after a moment, at most $most.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE EndTime > $after_ns
LIMIT $most
