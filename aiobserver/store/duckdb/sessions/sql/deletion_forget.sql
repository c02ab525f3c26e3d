-- What the index of sessions says of a signal of the touched ones.
DELETE FROM session_index
WHERE Signal = $signal AND SessionId IN (SELECT SessionId FROM touched_session)
