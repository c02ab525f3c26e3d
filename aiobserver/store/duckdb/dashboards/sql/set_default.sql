UPDATE dashboards SET is_default = true, updated_at = $updated_at WHERE id = $id
