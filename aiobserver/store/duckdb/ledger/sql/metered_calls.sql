-- (id, session, model, end, whether telemetry told its tokens, tokens by type …, cost) of the calls of some sessions.
SELECT Id, SessionId, Model, EndTime,
       Sources <> 'transcript' AND Outcome = 'ok' AND coalesce(Input + CacheRead + CacheWrite + Output, 0) > 0,
       coalesce(Input, 0), coalesce(CacheRead, 0), coalesce(CacheWrite, 0), coalesce(Output, 0), coalesce(Reasoning, 0),
       coalesce(Cost, 0)
FROM ledger_calls
WHERE Outcome <> 'metered' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
