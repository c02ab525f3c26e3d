"""The key of redaction's hashes, in a file of its own beside the database.

Without the key nobody can find out by trying what a hash stands for; it is the same for ever, so that a hash stays the
same.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from aiobserver.errors import DatabaseUnusable

_BYTES = 32


def hash_key(database: Path) -> bytes:
    """The key in `<database>.key`, made if there is none.

    :raises DatabaseUnusable: it cannot be read or made, or is damaged; with another key the hashes would be others.
    """
    path = database.with_name(database.name + ".key")
    try:
        key = path.read_bytes() if path.exists() else _make(path)
    except OSError as error:
        raise DatabaseUnusable(f"cannot use {path}, the key of AI_OBSERVER_REDACT: {error.strerror}") from error
    if len(key) != _BYTES:
        raise DatabaseUnusable(
            f"{path} has {len(key)} bytes, expected {_BYTES}: restore it, or remove it to begin with new hashes"
        )
    return key


def _make(path: Path) -> bytes:
    """Complete from the first moment on, even if the power fails."""
    key = secrets.token_bytes(_BYTES)
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        os.write(descriptor, key)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    new.replace(path)
    return key
