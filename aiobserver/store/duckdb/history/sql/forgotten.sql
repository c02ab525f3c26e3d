-- Sessions that the user deleted.
SELECT SessionId FROM forgotten_sessions
