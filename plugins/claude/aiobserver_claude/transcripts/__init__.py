"""Claude Code's transcripts on disk: a line of JSON per block of a message, a file per session or agent."""
