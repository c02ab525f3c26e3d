"""Undoes our changes of a tool's configuration, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiobserver.errors import SetupRefused
from aiobserver.model.setup import SetupEdits, SetupFile
from aiobserver.setup import files
from aiobserver.setup.endpoints import equivalent
from aiobserver.setup.files import Content
from aiobserver.setup.formats import ABSENT, FORMATS, changed, value_at
from aiobserver.setup.receipt import Receipt, backup_path, read_receipt, receipt_path
from aiobserver.setup.user_environment import UserEnvironment


@dataclass(frozen=True, slots=True)
class FileUndo:
    """One file before and after; `after` is None if it is to go, since it was not there before."""

    path: Path
    before: bytes | None
    after: bytes | None
    receipt: Receipt
    exact: bool
    """`after` is the file as it was, to the byte."""
    kept: tuple[str, ...] = ()
    """Keys that were changed since, and stay as they are."""


def plan_undo(setup: SetupEdits, user: UserEnvironment) -> list[FileUndo]:
    """Plan the undoing; empty if nothing was ever changed.

    :raises SetupRefused: a file cannot be parsed any more.
    """
    places = {user.path(edit.file): edit.file for edit in setup.edits}
    receipts = ((path, file, read_receipt(path)) for path, file in places.items())
    return [_plan(path, file, receipt) for path, file, receipt in receipts if receipt is not None]


def undo(change: FileUndo) -> None:
    """Carry it out; the receipt is removed last, and the backup if it equals the restored file.

    :raises SetupRefused: the file cannot be written; then it is as before.
    """
    path = change.path
    if change.after is None:
        _remove(path, change)
    elif change.before is not None and change.after != change.before:
        files.replace(path, change.before, change.after)
    backup = change.receipt.backup
    if change.exact and backup:
        backup_path(path, backup).unlink(missing_ok=True)
    receipt_path(path).unlink(missing_ok=True)
    if change.after is None and change.receipt.folder_made and path.parent.is_dir() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def _remove(path: Path, change: FileUndo) -> None:
    if change.before is None:
        return
    if files.read(path) != change.before:
        raise SetupRefused(f"{path} was changed by another program in the meantime; try again")
    path.resolve().unlink()


def _plan(path: Path, file: SetupFile, receipt: Receipt) -> FileUndo:
    before = files.read(path)
    if before is None:
        return FileUndo(path, None, None, receipt, exact=False)
    files.check_writable(path)
    if receipt.is_of(before):
        original = files.read(backup_path(path, receipt.backup)) if receipt.backup else None
        if original is not None or not receipt.backup:
            return FileUndo(path, before, original, receipt, exact=True)
    return _by_key(path, file, receipt, before)


def _by_key(path: Path, file: SetupFile, receipt: Receipt, before: bytes) -> FileUndo:
    """Each key that is still as we set it gets what it had before."""
    form, kept = FORMATS[file.format], []
    try:
        content = Content.decoded(before)
        text, data = content.text, form.load(content.text)
        for change in receipt.keys:
            if not equivalent(value_at(data, change.key), change.after):
                kept.append(".".join(change.key))
            else:
                text, data = _set_back(form, text, data, change.key, change.before)
        for made in sorted(receipt.made, key=len, reverse=True):
            if value_at(data, made) == {}:
                text, data = _set_back(form, text, data, made, ABSENT)
    except ValueError as error:
        raise SetupRefused(f"{path} cannot be restored and was not changed: {error}") from None
    after = Content(text, content.bom).encoded()
    return FileUndo(path, before, after, receipt, exact=False, kept=tuple(kept))


def _set_back(
    form: Any, text: str, data: Mapping[str, Any], key: tuple[str, ...], value: Any
) -> tuple[str, Mapping[str, Any]]:
    text = form.without(text, key) if value is ABSENT else form.with_value(text, key, value)
    expected = changed(data, key, value)
    if form.load(text) != expected:
        raise ValueError(f"{'.'.join(key)} cannot be restored without other changes")
    return text, expected
