"""Isolation of plugins that hang or end the process (docs/decisions/0018)."""
