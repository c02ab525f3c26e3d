-- The numbers of the rows of a range in which a term can be.
CREATE OR REPLACE TEMP TABLE candidate AS
SELECT Block * $block_rows + unnest(range($block_rows)) AS RowNumber
FROM (
    SELECT unnest(range($first // $block_rows, $end // $block_rows)) AS Block
    EXCEPT
    SELECT Block FROM excluded
)
