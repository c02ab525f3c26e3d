"""What keeps a plugin that hangs or ends the process from costing more than itself (docs/decisions/0018)."""
