-- A whole session in one trace: a marked root, 400 parts of 500 spans each below it, over the last 20 hours.
INSERT INTO otel_traces
WITH span AS (
    SELECT part,
           position,
           $start + part * 180000000000 + position * 300000000 AS Start,
           CASE WHEN position = 0 THEN 150000000000 ELSE 200000000 END AS Lasted
    FROM range(400) AS parts(part), range(500) AS positions(position)
    UNION ALL
    SELECT -1, 0, $start - 1000000000, 72000000000000
)
SELECT Start,
       'abad1deaabad1deaabad1deaabad1dea',
       format('{:016x}', hash('session', part, position)),
       CASE WHEN part < 0 THEN ''
            WHEN position = 0 THEN format('{:016x}', hash('session', -1, 0))
            ELSE format('{:016x}', hash('session', part, (position - 1) // 3)) END,
       '',
       CASE WHEN part < 0 THEN 'new_session' WHEN position = 0 THEN 'turn' ELSE 'step ' || position END,
       'INTERNAL', 'codex_exec', '{"service.name":"codex_exec"}', 'bench', '1',
       format('{{"conversation.id":"one","position":{},"call_id":"{:016x}"}}', position, hash(part, position)),
       Lasted, 'UNSET', '', NULL, NULL, 'one',
       CASE WHEN part < 0 THEN 1 WHEN position = 0 THEN 2 ELSE 0 END,
       NULL,
       Start + Lasted,
       (SELECT count(*) FROM otel_traces) + row_number() OVER (ORDER BY Start + Lasted) - 1
FROM span
ORDER BY Start + Lasted
