-- Notes a block whose pieces are not known.
INSERT INTO log_index VALUES ($block, NULL)
