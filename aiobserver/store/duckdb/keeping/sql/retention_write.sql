INSERT INTO retention_state VALUES ($kind, $at, $rules)
