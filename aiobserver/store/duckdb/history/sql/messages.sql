-- The messages of a session in their order; a copy in another file once.
SELECT Kind, SessionId, Time, Key, Turn, AgentId, Text, ToolName, ToolCall, Call, IsError
FROM transcript_messages
WHERE SessionId = $session
QUALIFY Key = '' OR row_number() OVER (PARTITION BY Key ORDER BY File, Place) = 1
ORDER BY Time, File, Place
