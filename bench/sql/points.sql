-- One day of metric points: of each session four types by three models of some delta counters, and cumulative ones.
INSERT INTO otel_metrics
WITH record AS (
    SELECT number,
           $start + number * ($day_ns // $points) AS Time,
           number % 12 AS Kind,
           hash($day, number // 1500) AS Session,
           hash($day, number, 'point') AS Chance
    FROM range($points) AS numbers(number)
),
named AS (
    SELECT *,
           Session % 3 = 0 AS IsCumulative,
           CASE WHEN Session % 3 = 0 THEN 'gemini_cli.' ELSE 'claude_code.' END
           || ['token.usage', 'cost.usage', 'lines_of_code.count'][1 + (number // 12) % 3] AS Name
    FROM record
)
SELECT Time,
       $start,
       CASE WHEN IsCumulative THEN 'gemini-cli' ELSE 'claude-code' END,
       Name, 'What it counts', '1',
       '{"service.name":"tool","service.version":"2.1.0","os.type":"linux"}',
       'bench', '1',
       format('{{"session.id":"{:016x}","type":"{}","model":"large-{}"}}',
              Session, ['input', 'output', 'cacheRead', 'cacheCreation'][1 + Kind % 4], Kind % 3),
       'sum',
       CASE WHEN IsCumulative THEN number ELSE Chance % 1000 END,
       NULL,
       CASE WHEN IsCumulative THEN 2 ELSE 1 END,
       TRUE, 0, NULL, NULL, NULL, NULL, NULL,
       hash(Session, Name, Kind),
       format('{:016x}', Session),
       NULL,
       Time,
       (SELECT count(*) FROM otel_metrics) + number
FROM named
ORDER BY number
