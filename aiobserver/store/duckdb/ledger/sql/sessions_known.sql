-- (tool, session, calls, prompts and commands, commands, uses of tools, first second, last second) of the given sessions.
SELECT Tool, SessionId,
       sum(Calls)::BIGINT, sum(Turns)::BIGINT, sum(Commands)::BIGINT, sum(ToolCalls)::BIGINT,
       min(FirstSecond), max(LastSecond)
FROM ledger_sessions
WHERE list_contains($sessions::VARCHAR[], SessionId)
GROUP BY Tool, SessionId
