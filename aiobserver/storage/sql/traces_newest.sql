SELECT max(Timestamp) FROM otel_traces
