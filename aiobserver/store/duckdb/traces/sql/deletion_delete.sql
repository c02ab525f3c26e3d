DELETE FROM otel_traces WHERE rowid IN (SELECT Number FROM selected)
