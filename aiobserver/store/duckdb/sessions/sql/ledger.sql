-- (session, models, agents, sources, last directory, last branch, answered calls, tokens by type …, cost, calls without a
-- price) of the given sessions.
SELECT SessionId,
       list(DISTINCT Model ORDER BY Model) FILTER (WHERE Model <> ''),
       list(DISTINCT Agent ORDER BY Agent) FILTER (WHERE Agent <> ''),
       list(DISTINCT Sources ORDER BY Sources),
       arg_max(Directory, EndTime) FILTER (WHERE Directory <> ''),
       arg_max(Branch, EndTime) FILTER (WHERE Branch <> ''),
       count(*) FILTER (WHERE Outcome = 'ok'),
       least(coalesce(sum(Input), 0), 1000000000000000000)::BIGINT,
       least(coalesce(sum(CacheRead), 0), 1000000000000000000)::BIGINT,
       least(coalesce(sum(CacheWrite), 0), 1000000000000000000)::BIGINT,
       least(coalesce(sum(CacheWrite1h), 0), 1000000000000000000)::BIGINT,
       least(coalesce(sum(Output), 0), 1000000000000000000)::BIGINT,
       least(coalesce(sum(Reasoning), 0), 1000000000000000000)::BIGINT,
       fsum(Cost),
       count(*) FILTER (WHERE CostSource = 'unpriced')
FROM ledger_calls
WHERE Outcome IN ('ok', 'metered') AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
GROUP BY SessionId
