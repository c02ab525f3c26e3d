"""Transcripts are read on as they grow: however they are cut, the same ledger comes of it, and of any damage none."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given as given_by_chance
from hypothesis import strategies as st

from aiobserver.history.discover import FoundFile
from aiobserver.hooks.results import checked_calls
from aiobserver.hooks.results_history import checked_understood
from aiobserver.model.history import Transcript, Understood
from aiobserver.model.ledger import Sighting
from tests.chance import by_chance
from tests.ledger.ledgers import ledger_of
from tests.ledger.recorded import runs
from tests.ledger.transcripts.reading import files, given, lines_of, read, read_in_pieces

TOOLS = ("claude", "codex", "gemini")
FILES = {tool: [file for run in runs(tool) for file in files(tool, run.home)] for tool in TOOLS}
GROWING = [file for found in FILES.values() for file in found if not file.folder.is_whole]
SESSIONS = [file for file in GROWING if not file.path.endswith("session_index.jsonl")]
STRANGE: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**53, 10**18, 2**63, 10**30, -(10**30), 0.5, 1e300, float("inf"), float("nan")),
    *("", "x", "\0", "\ud800", "é" * 9, "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1970-01-01", "2300-01-01"),
    *("user", "gemini", "token_count", "item_completed", "Exit code: " + "9" * 5000, '{"metadata": {"exit_code": []}}'),
    *([], {}, [[]], [{}], ["x"], {"x": "y"}, {"messages": [{}]}, [None, 1, "x"]),
)
DAMAGED_BYTES = (b"", b" ", b"\0", b"\xff\xfe", b"[1]", b"null", b'"x"', b"{", b'{"a":' * 5000, b"{}" + b"\n")


def name(file: FoundFile) -> str:
    return file.path.partition("/transcripts/")[2]


def told(found: Sequence[Understood]) -> list[Sighting]:
    return [said for understood in found for said in understood.sightings]


def cut(lines: Sequence[bytes], chance: Random) -> Iterator[Sequence[bytes]]:
    """The lines in pieces, of which one may be empty."""
    ends = sorted(chance.randint(0, len(lines)) for _ in range(chance.randint(1, 6)))
    yield from (lines[begin:end] for begin, end in zip([0, *ends], [*ends, len(lines)], strict=True))


@pytest.mark.parametrize("file", GROWING, ids=name)
def test_a_file_cut_anywhere_gives_the_same_ledger(file: FoundFile) -> None:
    lines, transcript = lines_of(file), given(file)
    whole = ledger_of(file.tool, read(file.tool, transcript, lines).sightings)
    single = read_in_pieces(file.tool, transcript, [[line] for line in lines])
    assert ledger_of(file.tool, told(single)) == whole
    for seed in range(4):
        pieces = read_in_pieces(file.tool, transcript, cut(lines, Random(seed)))
        assert ledger_of(file.tool, told(pieces)) == whole


@pytest.mark.parametrize("file", GROWING, ids=name)
def test_a_state_stays_as_it_was(file: FoundFile) -> None:
    lines, transcript = lines_of(file), given(file, wants_text=True)
    states = [None, *(understood.state for understood in read_in_pieces(file.tool, transcript, map(list, zip(lines))))]
    once = [read(file.tool, transcript, lines[place:], state) for place, state in enumerate(states)]
    again = [read(file.tool, transcript, lines[place:], state) for place, state in enumerate(states)]
    assert once == again


@pytest.mark.parametrize("file", SESSIONS, ids=name)
def test_only_what_is_new_is_told(file: FoundFile) -> None:
    lines, transcript = lines_of(file), given(file, wants_text=True)
    before = read(file.tool, transcript, lines)
    after = read(file.tool, transcript, [*lines[-3:], b"", b"{}"], before.state)
    assert (list(after.sightings), list(after.messages)) == ([], [])


@pytest.mark.parametrize("file", SESSIONS, ids=name)
def test_each_recorded_line_is_understood(file: FoundFile) -> None:
    lines = lines_of(file)
    assert list(read(file.tool, given(file), lines).not_understood) == []
    damaged = read(file.tool, given(file), [lines[0][:-1], b"", b"  ", b"{}", b"[]", b"\xff", *lines])
    assert list(damaged.not_understood) == [0, 4, 5]


@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("codex", {"type": "token_usage_record", "payload": {"response_id": "r", "usage": {"input_tokens": "7"}}}),
        ("codex", {"type": "token_usage_record", "payload": {"response_id": "r"}}),
        ("codex", {"type": "event_msg", "payload": {"type": "token_count", "info": {"total_token_usage": []}}}),
        ("codex", {"type": "event_msg", "payload": {"type": "token_count", "info": "none"}}),
        ("gemini", {"type": "gemini", "id": "a", "tokens": {"input": -1, "output": 3}}),
        ("gemini", {"type": "gemini", "id": "a", "tokens": "many"}),
    ],
)
def test_usage_that_cannot_be_read_is_told(tool: str, line: dict[str, Any]) -> None:
    content = json.dumps(line | {"timestamp": "2026-11-27T14:00:00Z"}).encode()
    found = read(tool, Transcript(root="/", path="a/chats/a.jsonl"), [content])
    assert (list(found.sightings), list(found.not_understood)) == ([], [0])


@pytest.mark.parametrize("tool", TOOLS)
@given_by_chance(seed=st.integers(0, 2**32))
@by_chance(400)
def test_no_line_does_harm(tool: str, seed: int) -> None:
    """Nothing raises, what is told can be stored, and what stands there twice changes nothing."""
    chance = Random(seed)
    file = chance.choice(FILES[tool])
    lines = damaged(lines_of(file), chance)
    transcript = given(file, wants_text=chance.random() < 0.5)
    found = read(tool, transcript, lines)
    checked_understood(found, lines)
    for said in found.sightings:
        checked_calls([said], 1)
    ledger = ledger_of(tool, found.sightings)
    assert ledger_of(tool, read(tool, transcript, repeated(lines, chance)).sightings) == ledger
    assert ledger_of(tool, told(read_in_pieces(tool, transcript, cut(lines, chance)))) == ledger


def damaged(lines: Sequence[bytes], chance: Random) -> list[bytes]:
    """The lines with some mistakes."""
    found = list(lines)
    for _ in range(chance.randint(0, 12)):
        place = chance.randrange(len(found))
        match chance.randrange(8):
            case 0:
                found[place] = found[place][: chance.randint(0, len(found[place]))]
            case 1:
                found.insert(place, chance.choice(DAMAGED_BYTES))
            case 2 if chance.random() < 0.3:
                chance.shuffle(found)
            case _:
                found[place] = changed(found[place], chance)
    return found


def changed(line: bytes, chance: Random) -> bytes:
    """The line with one value replaced, or without one key."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return line
    places = list(_places(value))
    if places:
        holder, key = chance.choice(places)
        if isinstance(holder, dict) and chance.random() < 0.3:
            del holder[key]
        else:
            holder[key] = chance.choice(STRANGE)
    return json.dumps(value).encode()


def repeated(lines: Sequence[bytes], chance: Random) -> list[bytes]:
    """The lines, some of them once more later on."""
    found = list(lines)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(found))
        found.insert(chance.randint(place + 1, len(found)), found[place])
    return found


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(list or object, index or key) of every value at any depth."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
