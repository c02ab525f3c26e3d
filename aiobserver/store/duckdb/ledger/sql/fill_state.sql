SELECT Signal, Next, Ends FROM ledger_fill WHERE Next < Ends ORDER BY Signal
