-- The metrics of all sessions are to be compared with their calls.
INSERT INTO ledger_fill
SELECT 'metrics', 0, max(rowid) + 1 FROM metric_series HAVING count(*) > 0
