-- (columns of a gap …) of the gaps in a range, the last one first.
SELECT {ledger_gaps columns}
FROM ledger_gaps
WHERE EndTime >= $from_ns AND EndTime < $to_ns
  AND ($tool IS NULL OR Tool = $tool)
  AND ($session IS NULL OR SessionId = $session)
ORDER BY EndTime DESC, SessionId, Model
LIMIT $limit
