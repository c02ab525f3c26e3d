-- (session, title, version, parent, directory, branch, first prompt) of the given sessions.
SELECT SessionId, Title, Version, Parent, Directory, Branch, coalesce(Prompt, '')
FROM session_facts
WHERE SessionId IN (SELECT unnest($sessions::VARCHAR[]))
ORDER BY Tool
