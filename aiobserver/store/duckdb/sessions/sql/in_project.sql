-- Condition: the session has a call in one of the directories, or began there.
AND SessionId IN (
    SELECT SessionId FROM ledger_calls WHERE Directory IN (SELECT unnest($directories::VARCHAR[]))
    UNION ALL
    SELECT SessionId FROM session_facts WHERE Directory IN (SELECT unnest($directories::VARCHAR[]))
)
