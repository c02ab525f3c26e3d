DELETE FROM dashboard_widgets WHERE dashboard_id = $id
