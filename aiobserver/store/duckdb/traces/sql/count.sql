-- (main traces, background traces)
SELECT count(*) FILTER (WHERE IsMain), count(*) FILTER (WHERE NOT IsMain)
FROM candidate
