-- All log rows.
CREATE OR REPLACE TEMP VIEW searched AS
SELECT rowid AS RowId, *
FROM otel_logs
