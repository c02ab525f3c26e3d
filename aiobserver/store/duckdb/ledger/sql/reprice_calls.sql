-- (id, session, cost, end, facts of the price …) of calls whose cost nobody reports, in order.
SELECT Id, SessionId, Cost,
       EndTime, Model, Provider, Input, CacheRead, CacheWrite, CacheWrite1h, Output, Reasoning, WebSearches
FROM ledger_calls
WHERE EndTime >= $from_ns AND EndTime < $to_ns
  AND ($after IS NULL OR EndTime > $from_ns OR Id > $after::UBIGINT)
  AND CostSource IN ('priced', 'unpriced') AND Outcome <> 'metered'
ORDER BY EndTime, Id
LIMIT $rows
