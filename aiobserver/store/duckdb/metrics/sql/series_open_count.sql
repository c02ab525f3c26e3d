SELECT count(*) FROM open_run
