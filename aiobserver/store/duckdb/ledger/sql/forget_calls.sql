-- Removes the rows of calls whose sightings were merged anew; $first_ns and $last_ns bound their times.
DELETE FROM ledger_calls
WHERE EndTime >= $first_ns AND EndTime <= $last_ns AND Id IN (SELECT unnest($ids::UBIGINT[]))
RETURNING Tool, SessionId, 1, 0, 0, 0, StartTime // 1000000000, EndTime // 1000000000,
          Outcome, Cost, coalesce(Input + CacheRead + CacheWrite + Output, 0)
