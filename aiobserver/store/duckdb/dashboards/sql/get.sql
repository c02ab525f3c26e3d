SELECT * FROM dashboards WHERE id = $id
