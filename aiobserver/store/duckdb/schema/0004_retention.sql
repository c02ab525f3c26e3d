-- What retention remembers: Kind is `clock` (last look), `doubt` (since when the clock is not believed), `age` and `size`
-- (when a first deletion by these rules was announced). Times are ns since 1970.
CREATE TABLE retention_state (
    Kind    VARCHAR NOT NULL,
    NotedAt UBIGINT NOT NULL,
    Rules   VARCHAR NOT NULL
);
