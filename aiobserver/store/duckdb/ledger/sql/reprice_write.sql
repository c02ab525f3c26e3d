-- Writes the costs of some calls; $first_ns and $last_ns bound their ends.
UPDATE ledger_calls
SET Cost = fresh.Cost,
    CostSource = CASE WHEN fresh.Cost IS NULL THEN 'unpriced' ELSE 'priced' END
FROM (SELECT unnest($ids::UBIGINT[]) AS Id, unnest($costs::DOUBLE[]) AS Cost) AS fresh
WHERE ledger_calls.Id = fresh.Id
  AND ledger_calls.EndTime >= $first_ns AND ledger_calls.EndTime <= $last_ns
  AND ledger_calls.Outcome <> 'metered'
