-- Replace each ancestor by its own ancestor, which doubles the distance; a root is its own.
CREATE OR REPLACE TEMP TABLE ancestor AS
SELECT ancestor.Number, above.Up
FROM ancestor
JOIN ancestor AS above ON above.Number = ancestor.Up
