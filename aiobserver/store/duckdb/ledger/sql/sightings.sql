-- (row, kind, id, place, tool, source, record, said) of the sightings of a kind with this id, or that end at this time.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE Kind = $kind AND (Id = $id OR EndTime = $end_ns)
