-- (first row, row after the last one) of these traces
SELECT coalesce(min(TraceFirstRow), 0), coalesce(max(TraceLastRow), -1) + 1 FROM kept SEMI JOIN touched USING (TraceId)
