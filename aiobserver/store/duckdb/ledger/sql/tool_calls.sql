-- The columns of the tool calls that pass the filter, the last one first.
SELECT {ledger_tool_calls columns}
FROM ledger_tool_calls
WHERE {filter}
ORDER BY EndTime DESC, Id
LIMIT $limit OFFSET $offset
