"""Carrying out a plan: backup, receipt, file, in this order, so that it can be undone after a crash at any point."""

from __future__ import annotations

from dataclasses import replace

from aiobserver.errors import SetupRefused
from aiobserver.setup import files
from aiobserver.setup.endpoints import equivalent
from aiobserver.setup.plan import FileChange, Plan
from aiobserver.setup.receipt import (
    KeyChange,
    Receipt,
    backup_path,
    digest_of,
    free_backup_name,
    receipt_path,
    write_receipt,
)


def check(plan: Plan) -> None:
    """
    :raises SetupRefused: one of the files cannot be written.
    """
    for change in plan.changes:
        files.check_writable(change.path)


def apply(change: FileChange) -> Receipt:
    """Changes one file; the receipt says how it can be undone.

    :raises SetupRefused: it could not be written; then it is as before.
    """
    receipt = _receipt(change)
    backup = backup_path(change.path, receipt.backup) if receipt.backup else None
    new_backup = backup is not None and not backup.exists()
    if backup is not None and new_backup:
        files.write_new(backup, change.before or b"")
    write_receipt(change.path, receipt)
    try:
        files.replace(change.path, change.before, change.after)
    except SetupRefused:
        if change.receipt is None:
            receipt_path(change.path).unlink()
        else:
            write_receipt(change.path, change.receipt)
        if backup is not None and new_backup:
            backup.unlink()
        raise
    return receipt


def _receipt(change: FileChange) -> Receipt:
    backup = free_backup_name(change.path) if change.before is not None else ""
    new = Receipt(change.keys, change.made, digest_of(change.after), backup, not change.path.parent.exists())
    old = change.receipt
    if old is None:
        return new
    merged = replace(new, keys=_merged(old, new), made=tuple(dict.fromkeys((*old.made, *new.made))))
    if old.is_of(change.before):
        return replace(merged, backup=old.backup, folder_made=old.folder_made)
    return replace(merged, digest="")  # the backup has our older keys: undone key by key, never by the backup


def _merged(old: Receipt, new: Receipt) -> tuple[KeyChange, ...]:
    """Merge the keys of two runs: each with its value before the first one."""
    keys = {change.key: change for change in old.keys}
    for change in new.keys:
        earlier = keys.get(change.key)
        ours = earlier is not None and equivalent(earlier.after, change.before)
        keys[change.key] = replace(change, before=earlier.before) if earlier and ours else change
    return tuple(keys.values())
