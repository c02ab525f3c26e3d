-- Removes the messages of all files of a tool.
DELETE FROM transcript_messages WHERE File IN (SELECT Number FROM transcript_files WHERE Tool = $tool)
