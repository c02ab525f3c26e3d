SELECT Digest, ReceivedAt FROM stored_requests ORDER BY ReceivedAt
