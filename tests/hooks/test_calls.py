"""Calls that plugins return are checked before anything is counted from them."""

from __future__ import annotations

import pytest

from aiobserver.hooks.results import checked_calls
from aiobserver.model.ledger import Call, Place, SessionFact, Tokens, ToolCall, Turn


def test_plain_calls_pass() -> None:
    calls = [
        Call(),
        Call(
            position=1, key="k", cost=1, tokens=Tokens(input=2**63 - 4, output=3, reasoning=3), place=Place(branch="b")
        ),
        Call(position=2, kind="subagent", outcome="error", status_code=529, duration_ns=0),
    ]
    assert checked_calls(iter(calls), 3) == calls


def test_all_that_the_ledger_keeps_passes() -> None:
    sightings = [
        ToolCall(position=1, key="k", name="Bash", success=False, duration_ns=2**64 - 1, decision="reject"),
        Turn(turn="t", start_ns=1, is_command=True),
        Turn(key="t", start_ns=1, is_prompt=False, cost=0.5),
        SessionFact(session="s", version="1", place=Place(directory="/a")),
        Call(),
    ]
    assert checked_calls(iter(sightings), 2) == sightings


@pytest.mark.parametrize(
    "call",
    [
        Call(position=3),
        Call(position=-1),
        Call(position=True),
        Call(key=None),  # type: ignore[arg-type]
        Call(key="\ud800"),
        Call(tokens=Tokens(), cost=-1.0, duration_ns=1, attempts=1),
        Call(tokens=Tokens(input=2**62, output=2**62)),
        Call(place=Place(branch="\ud800")),
        Call(model=b"m"),  # type: ignore[arg-type]
        Call(kind="other"),  # type: ignore[arg-type]
        Call(outcome=""),  # type: ignore[arg-type]
        Call(end_ns=-1),
        Call(end_ns=2**64),
        Call(end_ns=1.0),  # type: ignore[arg-type]
        Call(duration_ns=-1),
        Call(attempts="2"),  # type: ignore[arg-type]
        Call(web_searches=-1),
        Call(cost=float("nan")),
        Call(cost=-0.1),
        Call(cost="0.1"),  # type: ignore[arg-type]
        Call(tokens=(1, 2)),  # type: ignore[arg-type]
        Call(tokens=Tokens(input=-1)),
        Call(tokens=Tokens(output=2**63)),
        Call(tokens=Tokens(output=1, reasoning=2)),
        Call(tokens=Tokens(input=0.5)),  # type: ignore[arg-type]
        Call(place=Place(directory=1)),  # type: ignore[arg-type]
        Call(is_copy=1),  # type: ignore[arg-type]
        ToolCall(position=3),
        ToolCall(name=None),  # type: ignore[arg-type]
        ToolCall(success="true"),  # type: ignore[arg-type]
        ToolCall(duration_ns=-1),
        ToolCall(end_ns=2**64),
        Turn(position=-1),
        Turn(start_ns=-1),
        Turn(is_command=0),  # type: ignore[arg-type]
        Turn(key="\ud800"),
        Turn(is_prompt=1),  # type: ignore[arg-type]
        Turn(cost=-0.1),
        Turn(cost=float("inf")),
        Turn(cost="0.1"),  # type: ignore[arg-type]
        SessionFact(position=True),
        SessionFact(time_ns=2**64),
        SessionFact(title=1),  # type: ignore[arg-type]
        type("Sub", (Turn,), {})(),
        {"position": 0},
        None,
    ],
)
def test_anything_else_is_refused(call: object) -> None:
    """Even among good ones: what is known of their types spares no look at the values."""
    good = Call(tokens=Tokens(), cost=1.0, duration_ns=1, attempts=1), ToolCall(success=True, duration_ns=1), Turn()
    checked_calls([*good, SessionFact()], 3)
    for items in ([call], [*good, SessionFact(), call]):
        with pytest.raises((TypeError, ValueError)):
            checked_calls(items, 3)


def test_a_generator_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        checked_calls(iter(Call, None), 1)


@pytest.mark.parametrize("result", ["calls", b"calls", {"a": 1}, 7])
def test_what_is_no_list_is_refused(result: object) -> None:
    with pytest.raises(TypeError):
        checked_calls(result, 1)  # type: ignore[arg-type]
