"""Cost of stored calls, computed anew: some calls at a time, each step in the transaction of its caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import fsum
from typing import NamedTuple

from aiobserver.ledger.prices import Prices
from aiobserver.model.ledger import Call
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.rows import priced_call
from aiobserver.store.ledger import Repriced, RepriceRange


class _Priced(NamedTuple):
    """A stored call with its cost in USD before and now."""

    id: int
    session: str
    before: float | None
    call: Call
    after: float | None


def count_priced(cursor: Cursor, span: RepriceRange) -> int:
    """Number of calls that are left to price."""
    ((count,),) = cursor.execute(sql("ledger/reprice_count"), _bounds(span)).fetchall()
    return int(count)


def reprice_step(cursor: Cursor, prices: Prices, span: RepriceRange, rows: int) -> tuple[Repriced, set[str]]:
    """Price the first calls of a range, at most so many.

    :returns: (figures of these calls, sessions of those that cost something else than before)
    """
    stored = cursor.execute(sql("ledger/reprice_calls"), _bounds(span) | {"rows": rows}).fetchall()
    calls = []
    for identity, session, before, *facts in stored:
        call = priced_call(facts)
        calls.append(_Priced(identity, session, before, call, prices.cost(call)))
    changed = [each for each in calls if each.before != each.after]
    if changed:
        _write(cursor, changed)
    repriced = Repriced(
        len(calls),
        len(changed),
        fsum(each.before for each in calls if each.before is not None),
        fsum(each.after for each in calls if each.after is not None),
        Counter(each.call.model for each in calls if each.after is None and each.call.tokens is not None),
        RepriceRange(calls[-1].call.end_ns, span.to_ns, calls[-1].id) if len(calls) == rows else None,
    )
    return repriced, {each.session for each in changed}


def _bounds(span: RepriceRange) -> dict[str, int | None]:
    return {"from_ns": span.from_ns, "to_ns": span.to_ns, "after": span.after}


def _write(cursor: Cursor, changed: Sequence[_Priced]) -> None:
    ends = [each.call.end_ns for each in changed]
    given = {
        "ids": [each.id for each in changed],
        "costs": [each.after for each in changed],
        "first_ns": min(ends),
        "last_ns": max(ends),
    }
    cursor.execute(sql("ledger/reprice_write"), given)
