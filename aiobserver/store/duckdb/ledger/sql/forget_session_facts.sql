-- Removes the rows of sessions whose sightings were merged anew; $first_ns and $last_ns bound their times.
DELETE FROM session_facts
WHERE Time >= $first_ns AND Time <= $last_ns AND Id IN (SELECT unnest($ids::UBIGINT[]))
RETURNING Id
