"""Calls are grouped and filtered by the repository that their directory belongs to."""

from __future__ import annotations

from aiobserver.ledger.prices import Prices
from aiobserver.ledger.projects import Project
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.ledger import Call, Place, Tokens
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.ledger.projects import place, read_projects, read_unplaced
from aiobserver.store.duckdb.ledger.reads import list_calls, read_ledger
from aiobserver.store.duckdb.ledger.write import Ledger
from aiobserver.store.ledger import CallFilter, LedgerQuestion
from tests.rows import NOW
from tests.store.duckdb.ledger.test_write import insert

WORK = Project("/home/dev/work", "", "work")


def fill(cursor: Cursor) -> None:
    places = ("/home/dev/work", "/home/dev/work/src", "/home/dev/beside", "/home/dev/other", "")
    calls = [
        sighting_of(
            "tool",
            "transcript",
            Call(key=str(number), end_ns=NOW, tokens=Tokens(input=1), place=Place(directory=directory)),
        )
        for number, directory in enumerate(places)
    ]
    insert(cursor, calls, Ledger(cursor, Prices()).merge(calls).rows)
    cursor.execute("DELETE FROM projects")


def by_project(cursor: Cursor) -> dict[str, int]:
    rows = read_ledger(cursor, LedgerQuestion(CallFilter(), ("project",))).rows
    return {row.values[0]: row.figures.calls for row in rows}


def test_a_worktree_and_a_folder_count_for_the_repository(cursor: Cursor) -> None:
    fill(cursor)
    assert sorted(read_unplaced(cursor)) == [
        "/home/dev/beside",
        "/home/dev/other",
        "/home/dev/work",
        "/home/dev/work/src",
    ]
    assert by_project(cursor)["/home/dev/beside"] == 1
    place(cursor, dict.fromkeys(("/home/dev/work", "/home/dev/work/src", "/home/dev/beside"), WORK))
    assert by_project(cursor) == {"/home/dev/work": 3, "/home/dev/other": 1, "": 1}
    assert read_unplaced(cursor) == ["/home/dev/other"]
    (known,) = read_projects(cursor)
    assert (known.project, len(known.directories)) == (WORK, 3)


def test_a_filter_takes_all_of_a_repository(cursor: Cursor) -> None:
    fill(cursor)
    place(cursor, dict.fromkeys(("/home/dev/work", "/home/dev/work/src", "/home/dev/beside"), WORK))
    assert list_calls(cursor, CallFilter(project="/home/dev/work"), 10, 0)[1] == 3
    assert list_calls(cursor, CallFilter(project="/home/dev/other"), 10, 0)[1] == 1
    assert list_calls(cursor, CallFilter(project="/home/dev/beside"), 10, 0)[1] == 0
