-- When the last sighting ends that is stored.
SELECT max(EndTime) FROM sightings
