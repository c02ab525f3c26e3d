"""Connecting a tool: editing its own configuration files by what its plugin declares, and undoing it."""
