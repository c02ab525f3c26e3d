-- (session, title, version, parent, directory, branch) of the given sessions.
SELECT SessionId, Title, Version, Parent, Directory, Branch
FROM session_facts
WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
ORDER BY Tool
