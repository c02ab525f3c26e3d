DELETE FROM delta_state
