-- Puts the newest states in the place of those that were forgotten.
INSERT INTO delta_state FROM newest_state
