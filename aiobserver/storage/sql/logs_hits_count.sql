SELECT count(*) FROM hit
