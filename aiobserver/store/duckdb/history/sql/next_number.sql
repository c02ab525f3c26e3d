-- The number of the next new file.
SELECT coalesce(max(Number) + 1, 0) FROM transcript_files
