-- (row, kind, id, place, tool, source, record, said) of the sightings of a call with this id.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said FROM sightings WHERE Id = $id AND Kind = 'call'
