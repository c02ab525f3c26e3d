INSERT INTO dashboard_widgets
VALUES ($id, $dashboard_id, $widget_type, $title, $grid_column, $grid_row, $col_span, $row_span, $config, $created_at,
        $updated_at)
