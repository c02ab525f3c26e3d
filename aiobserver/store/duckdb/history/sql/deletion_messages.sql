-- Removes the messages that are told at the times of a selection, of its session, and by files with sightings of its
-- service.
DELETE FROM transcript_messages
WHERE Time >= $from_ns
  AND Time < $to_ns
  AND ($session IS NULL OR SessionId = $session)
  AND File IN (SELECT Number FROM transcript_files WHERE ImportedAt < $received_before)
  AND ($service IS NULL OR File IN (SELECT Record FROM sightings WHERE Signal = '' AND ServiceName = $service))
