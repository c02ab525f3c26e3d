INSERT INTO delta_state FROM newest_state
