"""Which build this is."""

from __future__ import annotations


def commit() -> str:
    return "unknown"


def build_date() -> str:
    return "unknown"
