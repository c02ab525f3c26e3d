-- Removes the messages of files that are read from their beginning.
DELETE FROM transcript_messages WHERE list_contains($files::BIGINT[], File)
