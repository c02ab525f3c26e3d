INSERT INTO ledger_calls BY NAME
SELECT hash(number) AS Id,
       ['claude', 'codex', 'gemini'][1 + number % 3] AS Tool,
       'session-' || (number // 100) AS SessionId,
       'turn-' || (number // 10) AS Turn,
       '' AS AgentId,
       ['', '', 'Explore'][1 + number % 3] AS Agent,
       ['main', 'subagent', 'auxiliary'][1 + number % 3] AS Kind,
       (1700000000 + number * 60) * 1000000000::UBIGINT AS StartTime,
       (1700000005 + number * 60) * 1000000000::UBIGINT AS EndTime,
       5000000000 AS Duration,
       300000000 AS FirstToken,
       1 AS Attempts,
       ['claude-sonnet-4-5', 'gpt-5.5', 'gemini-2.5-pro', 'claude-haiku-4-5'][1 + number % 4] AS Model,
       '' AS RequestedModel, '' AS Provider, '' AS Tier, '' AS Effort,
       1000 + number % 7 AS Input,
       20000 AS CacheRead, 300 AS CacheWrite, 0 AS CacheWrite1h, 400 AS Output, 100 AS Reasoning,
       0 AS WebSearches, 0.05 AS Cost, 'reported' AS CostSource, 'ok' AS Outcome, '' AS ErrorType,
       '/home/dev/project-' || (number % 40) AS Directory,
       ['main', 'feature'][1 + number % 2] AS Branch,
       '' AS CommitId, 'event,span' AS Sources
FROM range($calls) AS numbers(number);
INSERT INTO ledger_tool_calls BY NAME
SELECT hash(number) AS Id,
       ['claude', 'codex', 'gemini'][1 + number % 3] AS Tool,
       'session-' || (number // 500) AS SessionId,
       'turn-' || (number // 50) AS Turn,
       '' AS AgentId,
       ['Bash', 'Edit', 'Read', 'Write', 'Grep'][1 + number % 5] AS Name,
       (1700000000 + number * 12) * 1000000000::UBIGINT AS StartTime,
       (1700000001 + number * 12) * 1000000000::UBIGINT AS EndTime,
       1000000000 AS Duration, true AS Success, '' AS Decision, '' AS DecidedBy,
       '' AS Directory, '' AS Branch, '' AS CommitId, 'event' AS Sources
FROM range(5 * $calls) AS numbers(number);
INSERT INTO ledger_turns BY NAME
SELECT hash(number) AS Id,
       ['claude', 'codex', 'gemini'][1 + number % 3] AS Tool,
       'session-' || (number // 10) AS SessionId,
       'turn-' || number AS Turn,
       (1700000000 + number * 600) * 1000000000::UBIGINT AS StartTime,
       number % 9 = 0 AS IsCommand,
       '' AS Directory, '' AS Branch, '' AS CommitId, 'event' AS Sources
FROM range($calls // 10) AS numbers(number);
-- Of every other session there is telemetry.
INSERT INTO session_index
SELECT 'session-' || number * 2, 'claude-code', 'logs', event, 100,
       (1700000000 + number * 12000) * 1000000000::UBIGINT, (1700006000 + number * 12000) * 1000000000::UBIGINT
FROM range($calls // 200) AS numbers(number), unnest(['user_prompt', 'api_request', 'tool_result', 'hook']) AS events(event);
INSERT INTO projects
SELECT '/home/dev/project-' || number, '/home/dev/project-' || (number // 2), '', 'project' FROM range(40) AS numbers(number)
