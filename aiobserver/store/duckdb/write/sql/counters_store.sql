-- Puts the merged counters in the place of those that were removed.
INSERT INTO counters FROM merged_counters
