"""Cost of stored calls, computed anew: some calls at a time, each step in the transaction of its caller."""

from __future__ import annotations

from collections import Counter
from math import fsum
from typing import Any

from aiobserver.ledger.prices import Prices
from aiobserver.model.ledger import Call, Tokens
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.ledger import Repriced, RepriceRange


def count_priced(cursor: Cursor, span: RepriceRange) -> int:
    """Number of calls that are left to price."""
    given = {"from_ns": span.from_ns, "after": span.after, "to_ns": span.to_ns}
    ((count,),) = cursor.execute(sql("ledger/reprice_count"), given).fetchall()
    return int(count)


def reprice_step(cursor: Cursor, prices: Prices, span: RepriceRange, rows: int) -> tuple[Repriced, set[str]]:
    """Price the first calls of a range, at most so many.

    :returns: (figures of these calls, sessions of those that cost something else than before)
    """
    given = {"from_ns": span.from_ns, "after": span.after, "to_ns": span.to_ns, "rows": rows}
    stored = cursor.execute(sql("ledger/reprice_calls"), given).fetchall()
    priced = [(row, _call(row)) for row in stored]
    costs = [prices.cost(call) for _, call in priced]
    changed = [(row, cost) for (row, _), cost in zip(priced, costs, strict=True) if cost != row[-1]]
    if changed:
        _write(cursor, changed)
    unpriced = Counter(
        call.model for (_, call), cost in zip(priced, costs, strict=True) if cost is None and call.tokens is not None
    )
    left = None
    if len(stored) == rows:
        left = RepriceRange(from_ns=stored[-1][1], to_ns=span.to_ns, after=stored[-1][0])
    before = fsum(row[-1] for row in stored if row[-1] is not None)
    after = fsum(cost for cost in costs if cost is not None)
    return Repriced(len(stored), len(changed), before, after, unpriced, left), {row[2] for row, _ in changed}


def _write(cursor: Cursor, changed: list[tuple[Any, float | None]]) -> None:
    ends = [row[1] for row, _ in changed]
    given = {
        "ids": [row[0] for row, _ in changed],
        "costs": [cost for _, cost in changed],
        "first_ns": min(ends),
        "last_ns": max(ends),
    }
    cursor.execute(sql("ledger/reprice_write"), given)


def _call(row: Any) -> Call:
    """The call as far as its price depends on it."""
    _, end_ns, _, model, provider, incoming, read, written, written_1h, outgoing, reasoning, searches, _ = row
    tokens = None
    if incoming is not None:
        tokens = Tokens(
            input=incoming,
            cache_read=read,
            cache_write_5m=written - written_1h,
            cache_write_1h=written_1h,
            output=outgoing,
            reasoning=reasoning,
        )
    return Call(model=model, provider=provider, tokens=tokens, web_searches=searches, end_ns=end_ns)
