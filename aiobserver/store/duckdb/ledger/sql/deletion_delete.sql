DELETE FROM sightings WHERE list_contains($numbers::BIGINT[], rowid)
