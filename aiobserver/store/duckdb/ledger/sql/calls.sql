-- The columns of the calls that pass the filter, the last one first.
SELECT {ledger_calls columns}
FROM ledger_calls
WHERE {filter}
ORDER BY EndTime DESC, Id
LIMIT $limit OFFSET $offset
