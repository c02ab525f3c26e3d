-- Removes what is known of files, to be written anew.
DELETE FROM transcript_files WHERE list_contains($numbers::BIGINT[], Number)
