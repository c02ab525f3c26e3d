DELETE FROM counters WHERE Day >= $day
