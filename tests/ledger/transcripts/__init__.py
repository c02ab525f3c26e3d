"""Readers of the transcripts that AI coding CLIs keep on disk: each file's content becomes sightings."""
