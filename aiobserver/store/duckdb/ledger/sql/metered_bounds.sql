-- (first, last time of the metrics) of the given sessions; none if they have no metrics.
SELECT min(First), max(Last)
FROM session_index
WHERE Signal = 'metrics' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
HAVING count(*) > 0
