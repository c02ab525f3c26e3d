-- (row, kind, id, place, tool, source, record, said) of the sightings of calls with this id, or that end at this time.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE Kind = 'call' AND (Id = $id OR EndTime = $end_ns)
