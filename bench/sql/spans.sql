-- One day of traces: some of 20 to 500 spans, a tree each, and many of a single background span; in order of their end.
INSERT INTO otel_traces
WITH trace AS (
    SELECT hash($day, number) AS Id,
           number < $traces AS IsWhole,
           $start + (number * 7919) % $all * ($day_ns // $all) AS Began,
           CASE WHEN number < $traces THEN 20 + (480 * power((hash(number, $day) % 1000) / 1000, 3))::BIGINT ELSE 1 END AS Size,
           hash($day, number // 10) AS Session
    FROM range($all) AS numbers(number)
),
span AS (
    SELECT trace.*,
           position,
           Began + position * 150000000 AS Start,
           CASE WHEN position = 0 THEN Size * 150000000 + 50000000 ELSE 20000000 + hash(Id, position) % 130000000 END AS Lasted,
           hash(Id, position, 'chance') AS Chance
    FROM trace, range(Size) AS positions(position)
)
SELECT Start,
       format('{:016x}{:016x}', Id, hash(Id)),
       format('{:016x}', hash(Id, position)),
       CASE WHEN position = 0 THEN '' ELSE format('{:016x}', hash(Id, (position - 1) // 3)) END,
       '',
       CASE WHEN NOT IsWhole THEN 'background' WHEN position = 0 THEN 'interaction' ELSE 'step ' || Chance % 40 END,
       'INTERNAL',
       CASE WHEN NOT IsWhole THEN 'codex_exec' WHEN Session % 3 = 0 THEN 'gemini-cli' ELSE 'claude-code' END,
       '{"host.arch":"amd64","service.name":"tool","service.version":"2.1.0","os.type":"linux"}',
       'bench', '1',
       format('{{"session.id":"{:016x}","model":"large-{}","tool_name":"tool {}","request_id":"req_{:016x}","prompt.id":"{:016x}","input_tokens":{},"output_tokens":{},"duration_ms":{},"success":true,"cost_usd":0.{},"terminal.type":"xterm-256color"}}',
              Session, Chance % 3, Chance % 7, Chance, Id, Chance % 20000, Chance % 1999, Chance % 59999, Chance % 999983),
       Lasted,
       CASE WHEN Chance % 1000 = 0 THEN 'ERROR' ELSE 'UNSET' END,
       CASE WHEN Chance % 1000 = 0 THEN 'failed' ELSE '' END,
       NULL, NULL,
       format('{:016x}', Session),
       CASE WHEN IsWhole AND position = 0 THEN 2 ELSE 0 END,
       NULL,
       Start + Lasted,
       (SELECT count(*) FROM otel_traces) + row_number() OVER (ORDER BY Start + Lasted) - 1
FROM span
ORDER BY Start + Lasted
