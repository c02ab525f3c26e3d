DELETE FROM stored_requests
