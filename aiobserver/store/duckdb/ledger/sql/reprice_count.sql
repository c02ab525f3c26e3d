SELECT count(*)
FROM ledger_calls
WHERE EndTime >= $from_ns AND EndTime < $to_ns
  AND ($after IS NULL OR EndTime > $from_ns OR Id > $after::UBIGINT)
  AND CostSource IN ('priced', 'unpriced') AND Outcome <> 'metered'
