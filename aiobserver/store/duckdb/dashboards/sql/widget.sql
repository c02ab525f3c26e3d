SELECT * FROM dashboard_widgets WHERE id = $id AND dashboard_id = $dashboard_id
