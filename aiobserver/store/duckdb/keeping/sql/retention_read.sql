SELECT Kind, NotedAt, Rules FROM retention_state
