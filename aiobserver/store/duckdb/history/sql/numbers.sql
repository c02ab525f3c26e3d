-- (number, tool, machine, path) of the files with these paths.
SELECT Number, Tool, Machine, Path
FROM transcript_files
WHERE list_contains($paths::VARCHAR[], Path)
