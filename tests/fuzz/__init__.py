"""Whatever arrives is decoded or refused clearly: fuzzing. `make fuzz` runs it for long, `make test` for seconds."""
