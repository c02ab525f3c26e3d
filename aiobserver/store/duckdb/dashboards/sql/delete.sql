DELETE FROM dashboards WHERE id = $id
