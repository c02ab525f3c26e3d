-- Directories in which calls ran and of which no repository is known.
SELECT DISTINCT Directory FROM ledger_calls WHERE Directory <> '' AND Directory NOT IN (SELECT Directory FROM projects)
