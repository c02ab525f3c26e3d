-- Transcripts that were read (docs/decisions/0029): how far, and what their lines said that nobody understood. Number is
-- the Record of the sightings that a file gave. Machine is empty for the one that the server runs on.
CREATE TABLE transcript_files (
    Number             BIGINT NOT NULL,
    Tool               VARCHAR NOT NULL,
    Machine            VARCHAR NOT NULL,
    Path               VARCHAR NOT NULL,
    Size               UBIGINT NOT NULL,
    ModifiedAt         UBIGINT NOT NULL,
    ReadBytes          UBIGINT NOT NULL,
    Head               VARCHAR NOT NULL,
    Lines              UBIGINT NOT NULL,
    NotUnderstood      UBIGINT NOT NULL,
    FirstNotUnderstood UBIGINT NOT NULL,
    ImportedAt         UBIGINT NOT NULL
);

-- The text of conversations, where the user keeps it (AI_OBSERVER_KEEP_TEXT=all).
CREATE TABLE transcript_messages (
    File      BIGINT NOT NULL,
    Place     BIGINT NOT NULL,
    SessionId VARCHAR NOT NULL,
    Time      UBIGINT NOT NULL,
    Kind      VARCHAR NOT NULL,
    Key       VARCHAR NOT NULL,
    Turn      VARCHAR NOT NULL,
    AgentId   VARCHAR NOT NULL,
    ToolName  VARCHAR NOT NULL,
    ToolCall  VARCHAR NOT NULL,
    Call      VARCHAR NOT NULL,
    IsError   BOOLEAN NOT NULL,
    Text      VARCHAR NOT NULL USING COMPRESSION zstd
);

-- Sessions that the user deleted: their transcripts are not imported again.
CREATE TABLE forgotten_sessions (
    SessionId VARCHAR NOT NULL
);

-- What the user decided about history: the tools whose transcripts are followed.
CREATE TABLE watched_tools (
    Tool VARCHAR NOT NULL
);

ALTER TABLE session_facts ADD COLUMN Prompt VARCHAR DEFAULT '';
