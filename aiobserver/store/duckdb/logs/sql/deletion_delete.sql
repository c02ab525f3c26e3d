DELETE FROM otel_logs WHERE rowid IN (SELECT Number FROM selected)
