"""An empty database."""

from __future__ import annotations

from tests.store.duckdb.conftest import cursor, shared

__all__ = ["cursor", "shared"]
