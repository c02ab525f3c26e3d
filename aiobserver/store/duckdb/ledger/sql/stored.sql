-- (row, id, place, tool, source, record, call) of some sightings, in order of arrival.
SELECT rowid, Id, Place, Tool, Source, Record, Call
FROM call_sightings
WHERE rowid >= $first AND rowid < $end
