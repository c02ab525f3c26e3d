-- (id, end, session, model, provider, tokens by type …, web searches, cost) of calls that list prices are for, in order.
SELECT Id, EndTime, SessionId, Model, Provider,
       Input, CacheRead, CacheWrite, CacheWrite1h, Output, Reasoning, WebSearches, Cost
FROM ledger_calls
WHERE EndTime >= $from_ns AND EndTime < $to_ns
  AND ($after IS NULL OR EndTime > $from_ns OR Id > $after::UBIGINT)
  AND CostSource IN ('priced', 'unpriced') AND Outcome <> 'metered'
ORDER BY EndTime, Id
LIMIT $rows
