"""Gemini CLI's transcripts on disk: a file of lines of JSON per session or agent, in old versions one object."""
