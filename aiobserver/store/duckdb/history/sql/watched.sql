-- Tools whose transcripts are followed.
SELECT Tool FROM watched_tools ORDER BY Tool
