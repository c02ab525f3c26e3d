-- What is known of the files that tell of a session.
SELECT Tool, Machine, Path, Size, ModifiedAt, ReadBytes, Head, Lines, NotUnderstood, FirstNotUnderstood, ImportedAt
FROM transcript_files
WHERE Number IN (
    SELECT Record FROM sightings WHERE Signal = '' AND SessionId = $session
    UNION ALL
    SELECT File FROM transcript_messages WHERE SessionId = $session
)
ORDER BY Tool, Machine, Path
