"""Reads of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.filters import filtered, grouped
from aiobserver.store.ledger import (
    TURN_COLUMNS,
    CallFilter,
    Figures,
    LedgerAnswer,
    LedgerQuestion,
    LedgerRow,
    LedgerTurn,
    ToolCallFilter,
    TurnFilter,
)


def read_ledger(cursor: Cursor, question: LedgerQuestion) -> LedgerAnswer:
    """Figures by keys, and their total."""
    text, given = filtered(grouped(sql("ledger/figures"), question), question.calls)
    found = cursor.execute(text, given | {"limit": question.limit + 1}).fetchall()
    keys = len(question.keys)
    rows = [LedgerRow(row[1 : keys + 1], Figures(*row[keys + 1 : -1])) for row in found]
    if question.percentiles:
        rows = _with_percentiles(cursor, question, rows)
    if not keys:
        return LedgerAnswer(rows=[], total=rows[0].figures, count=0)
    return LedgerAnswer(rows=rows[1:], total=rows[0].figures, count=found[0][-1])


def _with_percentiles(cursor: Cursor, question: LedgerQuestion, rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The total and the rows, with the percentiles that are asked for."""
    text, given = filtered(grouped(sql("ledger/percentiles"), question), question.calls)
    found = {row[:-1]: tuple(row[-1] or ()) for row in cursor.execute(text, given).fetchall()}
    unknown = (None,) * len(question.percentiles)
    return [
        replace(row, figures=replace(row.figures, percentiles=found.get((int(not place), *row.values)) or unknown))
        for place, row in enumerate(rows)
    ]


def list_calls(cursor: Cursor, wanted: CallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
    """(calls as rows of `CALL_COLUMNS`, the last one first; how many there are)."""
    return _page(cursor, ("ledger/calls", "ledger/calls_count"), wanted, limit, offset)


def list_tool_calls(cursor: Cursor, wanted: ToolCallFilter, limit: int, offset: int) -> tuple[list[Row], int]:
    """(tool calls as rows of `TOOL_CALL_COLUMNS`, the last one first; how many there are)."""
    return _page(cursor, ("ledger/tool_calls", "ledger/tool_calls_count"), wanted, limit, offset)


def list_turns(cursor: Cursor, wanted: TurnFilter, limit: int, offset: int) -> tuple[list[LedgerTurn], int]:
    """(prompts with what they cost, the last one first; how many there are)."""
    rows, total = _page(cursor, ("ledger/turns", "ledger/turns_count"), wanted, limit, offset)
    end = len(TURN_COLUMNS)
    return [LedgerTurn(row[:end], Figures(*row[end:-1]), row[-1]) for row in rows], total


def _page(
    cursor: Cursor, queries: tuple[str, str], wanted: CallFilter | ToolCallFilter | TurnFilter, limit: int, offset: int
) -> tuple[list[Row], int]:
    """:param queries: names of the one for rows, and of the one for their number."""
    listing, counting = queries
    text, given = filtered(sql(listing), wanted)
    rows = cursor.execute(text, given | {"limit": limit, "offset": offset}).fetchall()
    text, given = filtered(sql(counting), wanted)
    ((total,),) = cursor.execute(text, given).fetchall()
    return rows, total


def list_gaps(cursor: Cursor, wanted: CallFilter, limit: int) -> list[Row]:
    """Gaps as rows of `GAP_COLUMNS`, the last one first."""
    given = {
        "from_ns": wanted.from_ns,
        "to_ns": wanted.to_ns,
        "tool": wanted.tool,
        "session": wanted.session,
        "limit": limit,
    }
    return cursor.execute(sql("ledger/gaps"), given).fetchall()
