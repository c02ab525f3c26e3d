-- (row, kind, id, place, tool, source, record, said) of the sightings that came with records of a selection.
SELECT rowid, Kind, Id, Place, Tool, Source, Record, Said
FROM sightings
WHERE Signal = $signal
  AND Time >= $from_ns
  AND Time < $to_ns
  AND ReceivedAt < $received_before
  AND ($service IS NULL OR ServiceName = $service)
  AND ($session IS NULL OR SessionId = $session)
LIMIT $rows
