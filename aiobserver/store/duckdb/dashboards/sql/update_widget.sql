UPDATE dashboard_widgets
SET widget_type = $widget_type, title = $title, grid_column = $grid_column, grid_row = $grid_row,
    col_span = $col_span, row_span = $row_span, config = $config, updated_at = $updated_at
WHERE id = $id AND dashboard_id = $dashboard_id
