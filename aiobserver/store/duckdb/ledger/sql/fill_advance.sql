UPDATE ledger_fill SET Next = $next WHERE Signal = $signal
