INSERT INTO counters FROM merged_counters
