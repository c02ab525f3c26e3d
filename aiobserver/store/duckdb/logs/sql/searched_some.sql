-- The log rows in which a term can be.
CREATE OR REPLACE TEMP VIEW searched AS
SELECT rowid AS RowId, *
FROM otel_logs
SEMI JOIN candidate USING (RowNumber)
