-- The series have other row numbers than before: those that are left may be any.
UPDATE ledger_fill SET Next = 0 WHERE Signal = 'metrics' AND Next < Ends
