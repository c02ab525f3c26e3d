INSERT INTO dashboards VALUES ($id, $name, $description, $is_default, $created_at, $updated_at)
