-- (row, id, place, tool, source, record, call) of the sightings with this id.
SELECT rowid, Id, Place, Tool, Source, Record, Call FROM call_sightings WHERE Id = $id
