-- (columns of a prompt …, figures …, tool calls) of the prompts that pass the filter, the last one first; its
-- duration is the time to the end of the last call or tool call. A call belongs to the prompt that it names: of
-- several of that name, as some tools give, to the one before its end. One that names none that is known belongs to
-- the last prompt of its session before its end; a session without prompts, a subagent's, is part of the one that
-- began it.
WITH RECURSIVE page AS MATERIALIZED (
    SELECT {ledger_turns columns}
    FROM ledger_turns
    WHERE {filter}
    ORDER BY StartTime DESC, Id
    LIMIT $limit OFFSET $offset
),
begun AS MATERIALIZED (
    SELECT Id, Tool, SessionId, Turn, StartTime
    FROM ledger_turns
    WHERE SessionId IN (SELECT SessionId FROM page)
),
named AS (
    SELECT * FROM begun WHERE Turn <> ''
),
earliest AS (
    SELECT Tool, SessionId, Turn, arg_min(Id, StartTime) AS Id FROM named GROUP BY ALL
),
family AS (
    SELECT Tool, SessionId AS Member, SessionId AS Head FROM page
    UNION
    SELECT fact.Tool, fact.SessionId, family.Head
    FROM session_facts AS fact
    JOIN family ON family.Tool = fact.Tool AND family.Member = fact.Parent
    WHERE fact.Parent <> '' AND fact.SessionId NOT IN (SELECT SessionId FROM ledger_turns)
),
done AS (
    SELECT true AS IsCall, call.Tool, family.Head AS SessionId, Turn, EndTime, Outcome, CostSource, Cost, Attempts,
           Input, CacheRead, CacheWrite, CacheWrite1h, Output, Reasoning
    FROM ledger_calls AS call
    JOIN family ON family.Tool = call.Tool AND family.Member = call.SessionId
    WHERE Outcome <> 'metered'
    UNION ALL BY NAME
    SELECT false AS IsCall, use.Tool, family.Head AS SessionId, Turn, EndTime
    FROM ledger_tool_calls AS use
    JOIN family ON family.Tool = use.Tool AND family.Member = use.SessionId
),
placed AS (
    SELECT coalesce(named.Id, earliest.Id, latest.Id) AS Prompt, done.*
    FROM done
    ASOF LEFT JOIN named
      ON named.Tool = done.Tool AND named.SessionId = done.SessionId AND named.Turn = done.Turn
     AND named.StartTime <= done.EndTime
    LEFT JOIN earliest
      ON earliest.Tool = done.Tool AND earliest.SessionId = done.SessionId AND earliest.Turn = done.Turn
    ASOF LEFT JOIN begun AS latest
      ON latest.Tool = done.Tool AND latest.SessionId = done.SessionId AND latest.StartTime <= done.EndTime
),
summed AS (
    SELECT Prompt,
           count(*) FILTER (WHERE Outcome = 'ok') AS Calls,
           count(*) FILTER (WHERE Outcome IN ('error', 'refused')) AS Errors,
           count(*) FILTER (WHERE Outcome = 'cut_off') AS CutOff,
           sum(Input) FILTER (WHERE Outcome = 'ok') AS Input,
           sum(CacheRead) FILTER (WHERE Outcome = 'ok') AS CacheRead,
           sum(CacheWrite) FILTER (WHERE Outcome = 'ok') AS CacheWrite,
           sum(CacheWrite1h) FILTER (WHERE Outcome = 'ok') AS CacheWrite1h,
           sum(Output) FILTER (WHERE Outcome = 'ok') AS Output,
           sum(Reasoning) FILTER (WHERE Outcome = 'ok') AS Reasoning,
           fsum(Cost) FILTER (WHERE Outcome = 'ok') AS Cost,
           count(*) FILTER (WHERE Outcome = 'ok' AND CostSource = 'unpriced') AS Unpriced,
           sum(greatest(Attempts, 1) - 1) FILTER (WHERE Outcome = 'ok') AS Retries,
           count(*) FILTER (WHERE NOT IsCall) AS ToolCalls,
           max(EndTime) AS LastEnd
    FROM placed
    WHERE Prompt IN (SELECT Id FROM page)
    GROUP BY Prompt
)
SELECT page.*,
       coalesce(Calls, 0),
       coalesce(Errors, 0),
       coalesce(CutOff, 0),
       least(coalesce(Input, 0), 1000000000000000000)::BIGINT,
       least(coalesce(CacheRead, 0), 1000000000000000000)::BIGINT,
       least(coalesce(CacheWrite, 0), 1000000000000000000)::BIGINT,
       least(coalesce(CacheWrite1h, 0), 1000000000000000000)::BIGINT,
       least(coalesce(Output, 0), 1000000000000000000)::BIGINT,
       least(coalesce(Reasoning, 0), 1000000000000000000)::BIGINT,
       Cost,
       coalesce(Unpriced, 0),
       greatest(coalesce(LastEnd, StartTime), StartTime) - StartTime,
       least(coalesce(Retries, 0), 1000000000000000000)::BIGINT,
       coalesce(ToolCalls, 0)
FROM page
LEFT JOIN summed ON summed.Prompt = page.Id
ORDER BY StartTime DESC, Id
