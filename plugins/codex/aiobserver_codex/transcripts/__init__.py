"""Codex' transcripts on disk: a file of lines of JSON per thread, and the threads' titles."""
