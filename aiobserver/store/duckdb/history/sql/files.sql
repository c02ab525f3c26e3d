-- What is known of all files, by tool and path.
SELECT Tool, Machine, Path, Size, ModifiedAt, ReadBytes, Head, Lines, NotUnderstood, FirstNotUnderstood, ImportedAt
FROM transcript_files
WHERE ($tool IS NULL OR Tool = $tool)
ORDER BY Tool, Machine, Path
