-- (session, outcome, whether a price is lacking, model, agent, sources, calls, tokens by type …, cost, first ns, last ns, last
-- directory and when, last branch and when) of the calls of the given sessions that ended between two times, by the first six.
SELECT SessionId, Outcome, CostSource = 'unpriced', Model, Agent, Sources,
       count(*),
       coalesce(sum(Input), 0),
       coalesce(sum(CacheRead), 0),
       coalesce(sum(CacheWrite), 0),
       coalesce(sum(CacheWrite1h), 0),
       coalesce(sum(Output), 0),
       coalesce(sum(Reasoning), 0),
       fsum(Cost),
       min(StartTime),
       max(EndTime),
       arg_max(Directory, EndTime) FILTER (WHERE Directory <> ''),
       max(EndTime) FILTER (WHERE Directory <> ''),
       arg_max(Branch, EndTime) FILTER (WHERE Branch <> ''),
       max(EndTime) FILTER (WHERE Branch <> '')
FROM ledger_calls
WHERE EndTime >= $first_ns AND EndTime <= $last_ns AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
GROUP BY ALL
