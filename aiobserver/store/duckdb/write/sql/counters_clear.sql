-- Removes the counters of the days from $day on.
DELETE FROM counters WHERE Day >= $day
