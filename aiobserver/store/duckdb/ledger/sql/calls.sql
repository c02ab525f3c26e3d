-- (columns of a call …, number of calls) of the calls that pass the filter, the last one first.
SELECT {ledger_calls columns}, count(*) OVER ()
FROM ledger_calls
WHERE {filter}
ORDER BY EndTime DESC, Id
LIMIT $limit OFFSET $offset
