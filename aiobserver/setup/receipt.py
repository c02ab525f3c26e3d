"""Receipts: the changes of a configuration file, kept beside it so that they can be undone."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiobserver.errors import SetupRefused
from aiobserver.setup import files
from aiobserver.setup.formats import ABSENT

_SUFFIX = ".aiobserver.json"
_BACKUP_SUFFIX = ".aiobserver-backup"


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key that was set: what it was before (or ABSENT), and what it is now."""

    key: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Receipt:
    """All changes of one file, of one or several runs."""

    keys: tuple[KeyChange, ...]
    made: tuple[tuple[str, ...], ...]
    """Objects or tables that had to be made for the keys."""
    digest: str
    """SHA-256 of the file as we left it: as long as it is so, undoing gives back the very bytes of the backup."""
    backup: str = ""
    """Name of the copy beside the file; empty: there was no file."""
    folder_made: bool = False

    def is_of(self, content: bytes | None) -> bool:
        """True if the file is still as we left it."""
        return content is not None and digest_of(content) == self.digest

    def change_of(self, key: tuple[str, ...]) -> KeyChange | None:
        return next((change for change in self.keys if change.key == key), None)


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def receipt_path(path: Path) -> Path:
    return path.with_name(path.name + _SUFFIX)


def backup_path(path: Path, name: str) -> Path:
    return path.with_name(name)


def free_backup_name(path: Path) -> str:
    """A name no file has yet: an older backup is never written over."""
    name, number = path.name + _BACKUP_SUFFIX, 1
    while path.with_name(name).exists():
        number += 1
        name = f"{path.name}{_BACKUP_SUFFIX}-{number}"
    return name


def read_receipt(path: Path) -> Receipt | None:
    """The receipt of a configuration file.

    :raises SetupRefused: there is one, but it is damaged.
    """
    content = files.read(receipt_path(path))
    if content is None:
        return None
    try:
        return _decoded(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SetupRefused(
            f"{receipt_path(path)} is damaged, so the changes are unknown; the original file: "
            f"{path.name}{_BACKUP_SUFFIX} beside it"
        ) from None


def write_receipt(path: Path, receipt: Receipt) -> None:
    content = json.dumps(_encoded(receipt), indent=2).encode() + b"\n"
    place = receipt_path(path)
    before = files.read(place)
    if before is None:
        files.write_new(place, content)
    else:
        files.replace(place, before, content)


def _encoded(receipt: Receipt) -> dict[str, Any]:
    return {
        "about": "Changes made by aiobserver to the file beside this one; to undo: aiobserver --setup TOOL --remove.",
        "keys": [
            {"key": change.key, "after": change.after} | ({} if change.before is ABSENT else {"before": change.before})
            for change in receipt.keys
        ],
        "made": receipt.made,
        "sha256": receipt.digest,
        "backup": receipt.backup,
        "folderMade": receipt.folder_made,
    }


def _decoded(data: dict[str, Any]) -> Receipt:
    return Receipt(
        tuple(KeyChange(tuple(item["key"]), item.get("before", ABSENT), item["after"]) for item in data["keys"]),
        tuple(tuple(key) for key in data["made"]),
        str(data["sha256"]),
        Path(str(data["backup"])).name,
        bool(data["folderMade"]),
    )
