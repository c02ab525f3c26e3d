SELECT * FROM dashboards ORDER BY created_at DESC, id
