-- Those that have got to one root.
CREATE OR REPLACE TEMP TABLE shown AS
SELECT span.SpanId
FROM climb
JOIN root ON root.Number = climb.Up
JOIN span ON span.Number = climb.Number
WHERE root.SpanId = $root
