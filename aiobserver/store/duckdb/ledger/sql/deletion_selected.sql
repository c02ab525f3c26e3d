-- (row, id, place, tool, source, record, call) of the sightings that came with records of a selection.
SELECT rowid, Id, Place, Tool, Source, Record, Call
FROM call_sightings
WHERE Signal = $signal
  AND Time >= $from_ns
  AND Time < $to_ns
  AND ReceivedAt < $received_before
  AND ($service IS NULL OR ServiceName = $service)
  AND ($session IS NULL OR SessionId = $session)
LIMIT $rows
