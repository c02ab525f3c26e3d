"""The sample that `aiobserver --demo` shows."""
