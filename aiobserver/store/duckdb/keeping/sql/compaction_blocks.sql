-- (bytes of a block, blocks used, blocks free)
SELECT block_size, used_blocks, free_blocks
FROM pragma_database_size()
WHERE database_name = 'store'
