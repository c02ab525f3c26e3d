-- (session, model, end, whether telemetry told of its answer, tokens by type …, cost) of the calls of some sessions.
SELECT SessionId, Model, EndTime, Sources <> 'transcript' AND Outcome = 'ok',
       coalesce(Input, 0), coalesce(CacheRead, 0), coalesce(CacheWrite, 0), coalesce(Output, 0), coalesce(Reasoning, 0),
       coalesce(Cost, 0)
FROM ledger_calls
WHERE Outcome <> 'metered' AND list_contains($sessions::VARCHAR[], SessionId)
