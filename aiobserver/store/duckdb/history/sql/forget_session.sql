-- Notes a session as one that the user deleted, if a transcript tells of it, and removes its messages.
INSERT INTO forgotten_sessions
SELECT DISTINCT SessionId FROM sightings
WHERE Signal = '' AND SessionId = $session AND SessionId NOT IN (SELECT SessionId FROM forgotten_sessions)
