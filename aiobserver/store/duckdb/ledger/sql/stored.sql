-- (row, kind, id, place, tool, source, record, said) of some sightings, in order of arrival.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE rowid >= $first AND rowid < $end
