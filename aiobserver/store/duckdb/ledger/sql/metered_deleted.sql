-- The sessions of the metric points that a deletion selected.
SELECT SessionId FROM touched_session
