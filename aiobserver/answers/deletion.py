"""Deletion of records by a user: nothing goes by accident, and what went is gone from the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiobserver.errors import InvalidRequest, Unavailable
from aiobserver.model.columns import Signal
from aiobserver.store.contract import Keeping
from aiobserver.store.keeping import Counts, Selection


@dataclass(frozen=True, slots=True)
class Deletion:
    """A user's request to delete records."""

    selection: Selection
    signals: Sequence[Signal]
    confirmed: int | None
    """Number of records reported by a dry run; None: not given."""
    compact: bool = True
    """Rewrite the file, so that the text of deleted records cannot be read in it."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """Outcome of a deletion."""

    records: Counts
    sizes: tuple[int, int] | None = None
    """Bytes of the file before and after the compaction; None: the file was not rewritten."""
    problem: str | None = None
    """Reason why the file was not rewritten, though it should have been."""


async def delete_records(keeping: Keeping, wanted: Deletion) -> Deleted:
    """Delete what was confirmed.

    :raises InvalidRequest: nothing was deleted. :raises Unavailable: not all was deleted; ask again.
    """
    _check_confirmed(wanted, sum((await keeping.count(wanted.selection, wanted.signals)).values()))
    records = await keeping.delete(wanted.selection, wanted.signals, for_good=wanted.compact)
    if not wanted.compact:
        return Deleted(records)
    try:
        return Deleted(records, sizes=await keeping.compact())
    except Unavailable as error:  # the records are deleted: no reason to do it again
        return Deleted(records, problem=f"{error}; a running server tries it again every ten minutes")


def _check_confirmed(wanted: Deletion, total: int) -> None:
    if wanted.confirmed is None:
        raise InvalidRequest(f"confirm: expected the total of a dry run (dryRun=true), now {total}")
    if total > wanted.confirmed:
        raise InvalidRequest(
            f"confirm: {wanted.confirmed} records were confirmed, {total} are selected by now; "
            "ask with dryRun=true again"
        )
