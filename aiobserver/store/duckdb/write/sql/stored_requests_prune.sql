-- Forgets the requests that came before a time, but for the newest ones.
DELETE FROM stored_requests
WHERE ReceivedAt < $before
  AND rowid IN (SELECT rowid FROM stored_requests ORDER BY ReceivedAt DESC OFFSET $kept)
