-- The directories of a project: those in the repository with this root, or one of which no repository is known.
SELECT DISTINCT Directory FROM projects WHERE Root = $project
UNION ALL
SELECT $project WHERE $project NOT IN (SELECT Directory FROM projects)
