-- Twice as far up; a root stays where it is.
CREATE OR REPLACE TEMP TABLE climb AS
SELECT climb.Number, above.Up
FROM climb
JOIN climb AS above ON above.Number = climb.Up
