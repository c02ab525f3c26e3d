-- Those of the given sessions that have metrics.
SELECT DISTINCT SessionId
FROM session_index
WHERE Signal = 'metrics' AND SessionId IN (SELECT unnest($sessions::VARCHAR[]))
