INSERT INTO watched_tools VALUES ($tool)
