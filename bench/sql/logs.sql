-- One day of log events, in order of their time; one in 200,000 has the rare term.
INSERT INTO otel_logs
WITH record AS (
    SELECT number,
           $start + number * ($day_ns // $logs) AS Time,
           hash($day, number, 'log') AS Chance,
           hash($day, number // 1500) AS Session
    FROM range($logs) AS numbers(number)
),
named AS (
    SELECT *,
           CASE WHEN Session % 3 = 0 THEN 'gemini-cli' ELSE 'claude-code' END AS Service,
           ['api_request', 'tool_result', 'user_prompt', 'tool_decision'][1 + (Chance % 4)::BIGINT] AS Event
    FROM record
)
SELECT Time, Time, format('{:016x}{:016x}', Session, number // 100), '', 0,
       CASE WHEN Chance % 500 = 0 THEN 'ERROR' ELSE 'INFO' END,
       CASE WHEN Chance % 500 = 0 THEN 17 ELSE 9 END,
       Service,
       CASE WHEN Service = 'claude-code' THEN Event ELSE 'gemini_cli.' || Event END,
       '"tool.' || Event || CASE WHEN number % 200000 = 77777 THEN ' raretermhere' ELSE '' END || '"',
       '{"service.name":"tool","service.version":"2.1.0","os.type":"linux"}',
       'bench', '1',
       format('{{"session.id":"{:016x}","event.name":"{}","model":"large-{}","tool_name":"tool {}","request_id":"req_{:016x}","prompt.id":"{:016x}","input_tokens":{},"output_tokens":{},"duration_ms":{},"success":true,"cost_usd":0.{},"terminal.type":"xterm-256color"}}',
              Session, Event, Chance % 3, Chance % 7, Chance, hash(Session, number // 100), Chance % 20000, Chance % 1999, Chance % 59999, Chance % 999983),
       format('{:016x}', Session),
       NULL,
       Time,
       (SELECT count(*) FROM otel_logs) + number
FROM named
ORDER BY number
