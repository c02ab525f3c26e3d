-- Takes whole blocks into the index: the pieces of their words. A block with a very long word is not known: finding a
-- place in a word takes as long as the word is.
INSERT INTO log_index
WITH word AS (
    SELECT DISTINCT RowNumber // $block_rows AS Block,
           unnest(words_of(lower(concat_ws(' ', EventName, ScopeName, Body, LogAttributes)))) AS Word
    FROM otel_logs
    WHERE RowNumber >= $first AND RowNumber < $end
),
piece AS (
    SELECT DISTINCT Block, unnest(pieces_of(Word)) AS Piece
    FROM word
    WHERE length(Word) <= $longest
),
bits AS (
    SELECT Block, bitstring_agg(number_of(Piece), 0, 65535) AS Pieces
    FROM piece
    GROUP BY Block
)
SELECT block.Block,
       CASE
           WHEN EXISTS (FROM word WHERE word.Block = block.Block AND length(Word) > $longest) THEN NULL
           ELSE coalesce(bits.Pieces, bitstring('0', 65536))
       END
FROM (SELECT unnest(range($first // $block_rows, $end // $block_rows)) AS Block) AS block
LEFT JOIN bits USING (Block)
