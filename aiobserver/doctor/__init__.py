"""`aiobserver doctor`: what is wrong, where, and what to do about it. Each check is a function of a file of its own."""
