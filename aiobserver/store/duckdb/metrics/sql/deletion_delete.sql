DELETE FROM otel_metrics WHERE rowid IN (SELECT Number FROM selected)
