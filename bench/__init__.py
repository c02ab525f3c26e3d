"""Measures the server on this machine, all within one run: `python -m bench`. Rates are compared as ratios only."""
