"""Events that do not count in their role are marked, and only those."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiobserver.ingest.counting import Rules, with_marks
from aiobserver.model.columns import Row
from aiobserver.model.declared import AttributeValues, EventInfo
from tests.rows import field, log

ASKED = EventInfo(
    "asked",
    "Asked",
    "",
    role="prompt",
    uncounted_attribute="command",
    counted_values=(AttributeValues("source", ("own",)), AttributeValues("command", ("review",))),
)
RULES: Rules = {"asked": ASKED}


def _row(event: str = "asked", extras: str | None = None, **attributes: Any) -> Row:
    return log(EventName=event, Extras=extras, LogAttributes=json.dumps(attributes) if attributes else None)


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        (_row(), True),
        (_row(other="x"), True),
        (_row(command=""), True),
        (_row(command=False), True),
        (_row(command="exit"), False),
        (_row(command=True), False),
        (_row(command="exit", source="built in"), False),
        (_row(command="mine", source="own"), True),
        (_row(command="review", source="built in"), True),
        (_row("told", command="exit"), True),
        (_row(text='a "command": here'), True),
    ],
)
def test_an_event_counts_unless_its_attribute_says_so(row: Row, counts: bool) -> None:
    (marked,) = with_marks([row], RULES)
    assert (marked is row) is counts
    assert field(marked, "Extras") == (None if counts else '{"uncounted":true}')


def test_what_is_known_beside_stays() -> None:
    (marked,) = with_marks([_row(extras='{"eventNameField":"x"}', command="exit")], RULES)
    assert json.loads(field(marked, "Extras")) == {"eventNameField": "x", "uncounted": True}


def test_rows_without_any_are_the_same_object() -> None:
    rows = [_row(), _row()]
    assert with_marks(rows, RULES) is rows
