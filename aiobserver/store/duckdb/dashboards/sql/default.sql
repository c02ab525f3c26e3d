SELECT * FROM dashboards WHERE is_default ORDER BY updated_at DESC LIMIT 1
