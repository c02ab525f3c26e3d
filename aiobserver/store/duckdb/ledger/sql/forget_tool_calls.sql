-- Removes the rows of tool calls whose sightings were merged anew; $first_ns and $last_ns bound their times.
DELETE FROM ledger_tool_calls
WHERE EndTime >= $first_ns AND EndTime <= $last_ns AND Id IN (SELECT unnest($ids::UBIGINT[]))
RETURNING Tool, SessionId, 0, 0, 0, 1, StartTime // 1000000000, EndTime // 1000000000
