-- (directory, root of its repository) of the given directories.
SELECT Directory, any_value(Root) FROM projects WHERE list_contains($directories::VARCHAR[], Directory) GROUP BY Directory
