-- Removes what is known of all files of a tool.
DELETE FROM transcript_files WHERE Tool = $tool
