-- Removes the rows of prompts whose sightings were merged anew; $first_ns and $last_ns bound their times.
DELETE FROM ledger_turns
WHERE StartTime >= $first_ns AND StartTime <= $last_ns AND Id IN (SELECT unnest($ids::UBIGINT[]))
RETURNING Tool, SessionId, 0, 1, IsCommand::INTEGER, 0, StartTime // 1000000000, StartTime // 1000000000
