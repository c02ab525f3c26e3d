-- (trace, root span) of the (virtual) traces with a key.
SELECT TraceId, RootSpanId
FROM live
WHERE TraceKey = $key
