INSERT INTO projects VALUES ($directory, $root, $remote, $name)
