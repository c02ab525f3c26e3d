"""The key of the hashes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from aiobserver.errors import DatabaseUnusable
from aiobserver.ingest.redaction_key import hash_key


def test_the_key_is_made_once_and_for_the_user_alone(tmp_path: Path) -> None:
    database = tmp_path / "db.duckdb"
    key = hash_key(database)
    assert hash_key(database) == key
    assert len(set(key)) > 8
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_damaged_key_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "db.duckdb.key").write_bytes(b"short")
    with pytest.raises(DatabaseUnusable, match="has 5 bytes, expected 32"):
        hash_key(tmp_path / "db.duckdb")
