-- The blocks of log rows in which a term cannot be, because one of its pieces is not: it would be in the plain form in
-- plain columns, in the escaped form in JSON columns, so only pieces of both count.
CREATE OR REPLACE TEMP TABLE excluded AS
WITH piece AS (
    SELECT unnest(flatten(list_transform(words_of(lower($text)), lambda word: pieces_of(word)))) AS Piece
    INTERSECT
    SELECT unnest(flatten(list_transform(words_of(lower($json_text)), lambda word: pieces_of(word))))
),
wanted AS (
    SELECT list(number_of(Piece)) AS Numbers
    FROM piece
)
SELECT Block
FROM log_index, wanted
WHERE list_bool_or(list_transform(Numbers, lambda number: get_bit(Pieces, number) = 0))
