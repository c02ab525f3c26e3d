DELETE FROM call_sightings WHERE list_contains($numbers::BIGINT[], rowid)
