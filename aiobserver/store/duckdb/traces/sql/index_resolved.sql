-- (spans whose root is resolved, all spans); those in a cycle never are.
SELECT count(*) FILTER (WHERE Up IN (SELECT Number FROM root)), count(*)
FROM ancestor
