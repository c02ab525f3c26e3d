-- Macros of this connection: the words of a lower-case text, the four-letter pieces of a word, the number of a piece.
-- Only letters that are in every edition of Unicode the same count; and MD5, since DuckDB's own hashes may change.
CREATE OR REPLACE TEMP MACRO words_of(body) AS regexp_extract_all(body, '[a-z]{4,}');
CREATE OR REPLACE TEMP MACRO pieces_of(word) AS
list_transform(range(1, length(word) - 2), lambda place: substring(word, place, 4));
CREATE OR REPLACE TEMP MACRO number_of(piece) AS (md5_number(piece) % 65536)::INTEGER
