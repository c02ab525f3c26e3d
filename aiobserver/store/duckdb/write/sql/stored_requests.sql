-- (digest, received ns) of the requests that may come again, the oldest first.
SELECT Digest, ReceivedAt FROM stored_requests ORDER BY ReceivedAt
