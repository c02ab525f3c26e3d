-- (spans that have arrived at their root, all spans on the way); those in a cycle never arrive.
SELECT count(*) FILTER (WHERE Up IN (SELECT Number FROM root)), count(*)
FROM climb
