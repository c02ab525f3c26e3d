SELECT DISTINCT Service FROM counters WHERE Kind = 'received' ORDER BY ALL
