-- (root, remote, name, directory) of all repositories.
SELECT DISTINCT Root, Remote, Name, Directory FROM projects ORDER BY ALL
