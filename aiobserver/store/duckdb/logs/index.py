"""The table `log_index`: the four-letter pieces in the texts of each block of log rows. A search then reads few blocks.

Rules: docs/decisions/0021. The index only says where a term cannot be. What it does not know is read, so an answer
never depends on how far it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.logs.search import Search

BLOCK_ROWS = 2_048
"""Rows that DuckDB reads at a time."""
STEP_BLOCKS = 10
_STEP_BYTES = 8 * 2**20
"""Text that is taken into the index at a time: about 0.2 s for ten blocks of short records, 4 s at most."""
_LONGEST_WORD = 100
_LONGEST_TERM = 200
"""Length of a term that is enough to tell where it cannot be."""


def index_blocks(cursor: Cursor, first: int) -> tuple[int, int]:
    """Takes the next whole blocks of log rows into the index, in the caller's transaction.

    :param first: a block; those before it are not looked at.
    :return: (the block to go on from, how many rows there are from it on).
    """
    rows = next_log(cursor)
    end = rows // BLOCK_ROWS
    given = _rows(first, end) | {"blocks": STEP_BLOCKS}
    missing = [block for (block,) in cursor.execute(sql("logs/index_missing"), given).fetchall()]
    if not missing:
        return max(first, end), max(0, rows - max(first, end) * BLOCK_ROWS)
    begin = missing[0]
    next_block = _take(cursor, begin, begin + sum(block == begin + place for place, block in enumerate(missing)))
    return next_block, rows - next_block * BLOCK_ROWS


def next_log(cursor: Cursor) -> int:
    """The number of the next log row: above all stored ones, and in no block that the index knows."""
    ((first,),) = cursor.execute(sql("logs/index_first"), {"block_rows": BLOCK_ROWS}).fetchall()
    ((end,),) = cursor.execute(sql("logs/index_end"), {"first": first}).fetchall()
    return int(end)


def forget_blocks(cursor: Cursor) -> None:
    """Forgets the blocks of the log rows in the temporary table `selected`, in the caller's transaction."""
    cursor.execute(sql("logs/index_forget"), {"block_rows": BLOCK_ROWS})


def prepare_search(cursor: Cursor, search: Search) -> None:
    """Makes the temporary view `searched`: the log rows in which a term can be, in the caller's transaction."""
    excluded = _exclude(cursor, search)
    end = next_log(cursor)
    if excluded and 2 * excluded * BLOCK_ROWS >= end:
        cursor.execute(sql("logs/index_candidates"), _rows(0, end // BLOCK_ROWS + 1))
        cursor.execute(sql("logs/searched_some"))
    else:  # finding the others would take longer than reading all
        cursor.execute(sql("logs/searched_all"))


def _exclude(cursor: Cursor, search: Search) -> int:
    """Makes the temporary table `excluded`: the blocks in which a term cannot be; how many."""
    if search.text is None or search.json_text is None:
        return 0
    cursor.execute(sql("logs/index_macros"))
    begin = {"text": search.text[:_LONGEST_TERM], "json_text": search.json_text[:_LONGEST_TERM]}
    ((excluded,),) = cursor.execute(sql("logs/index_excluded"), begin).fetchall()
    return int(excluded)


def _take(cursor: Cursor, first: int, end: int) -> int:
    """Takes as much of a range of blocks into the index as one step may; the block after it."""
    given = _rows(first, end)
    end = first + _affordable(size for (size,) in cursor.execute(sql("logs/index_sizes"), given).fetchall())
    if end == first:
        cursor.execute(sql("logs/index_store_unknown"), {"block": first})
        return first + 1
    cursor.execute(sql("logs/index_macros"))
    cursor.execute(sql("logs/index_store"), _rows(first, end) | {"longest": _LONGEST_WORD})
    return end


def _affordable(sizes: Iterable[int]) -> int:
    """Number of the first blocks that have little enough text for one step."""
    return sum(total <= _STEP_BYTES for total in accumulate(sizes))


def _rows(first: int, end: int) -> dict[str, int]:
    """A range of blocks as parameters."""
    return {"block_rows": BLOCK_ROWS, "first": first * BLOCK_ROWS, "end": end * BLOCK_ROWS}
