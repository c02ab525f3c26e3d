"""`aiobserver doctor`: finds problems and says how to fix them. Each check is a function in its own file."""
