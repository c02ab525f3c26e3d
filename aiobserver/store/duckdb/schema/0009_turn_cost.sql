-- What the tool itself says that a prompt cost, beside the sum of its calls; NULL where it says nothing.
ALTER TABLE ledger_turns ADD COLUMN ReportedCost DOUBLE;

CREATE OR REPLACE VIEW turns AS
SELECT printf('%016x', Id) AS Id,
       make_timestamp_ns(least(StartTime, 9223372036854775806)::BIGINT) AS StartTime,
       Tool, SessionId, Turn, IsCommand, Directory, Branch, CommitId, Sources, ReportedCost
FROM ledger_turns;
