SELECT * FROM dashboard_widgets WHERE dashboard_id = $id ORDER BY grid_row, grid_column, created_at, id
