DELETE FROM retention_state
