"""Faults of the world around the server, provoked on one machine."""
