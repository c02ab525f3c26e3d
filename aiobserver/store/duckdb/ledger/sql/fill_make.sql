-- Everything that is stored is to be read into the ledger.
INSERT INTO ledger_fill
SELECT * FROM (
    SELECT 'logs', 0, coalesce(max(RowNumber) + 1, 0) FROM otel_logs
    UNION ALL
    SELECT 'traces', 0, coalesce(max(RowNumber) + 1, 0) FROM otel_traces
) AS left_over(Signal, Next, Ends)
WHERE Ends > 0
