"""All transcripts are read, whatever is in them; what was read is not read again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from aiobserver.history.engine import Engine, Outlet
from aiobserver.history.request import Progress, ReadRequest
from aiobserver.history.wire import decoded, encoded
from aiobserver.hooks.host import Plugins
from aiobserver.model.ledger import Call
from aiobserver.store.history import FileChunk
from tests.history.homes import fill
from tests.ledger.recorded import runs

(FORK,) = [run for run in runs() if run.name == "claude-2.1.332/fork"]
JSONL = ".claude/projects/-home-dev-x/{}.jsonl"


class Taken:
    """What an engine handed over; each chunk went through the wire."""

    def __init__(self) -> None:
        self.chunks: list[FileChunk] = []
        self.progress = Progress()

    def take(self, chunks: Sequence[FileChunk]) -> None:
        self.chunks += decoded(encoded(chunks))

    def tell(self, progress: Progress) -> None:
        self.progress = progress

    @property
    def calls(self) -> set[str]:
        told = (said for chunk in self.chunks for said in chunk.sightings)
        return {said.key for said in told if isinstance(said, Call) and said.outcome == "ok"}


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return Plugins.load()


def engine(plugins: Plugins, home: Path, **request: Any) -> tuple[Engine, Taken]:
    taken = Taken()
    asked = ReadRequest(environment={"HOME": str(home)}, **request)
    return Engine(plugins, asked, Outlet(taken.take, taken.tell)), taken


def write(home: Path, name: str, content: bytes) -> Path:
    path = home / JSONL.format(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def answer(number: int, **changed: Any) -> bytes:
    usage = {"input_tokens": number, "output_tokens": 7}
    message = {"id": f"m{number}", "model": "claude-sonnet-4-5", "role": "assistant", "usage": usage, "content": []}
    line: Mapping[str, Any] = {
        "type": "assistant",
        "sessionId": "s",
        "requestId": f"r{number}",
        "uuid": f"u{number}",
        "timestamp": f"2026-11-01T10:00:{number % 60:02}.000Z",
        "message": message | {"stop_reason": "end_turn"},
    }
    return json.dumps(dict(line) | changed).encode() + b"\n"


def test_what_was_read_is_not_read_again(plugins: Plugins, tmp_path: Path) -> None:
    fill(tmp_path, [FORK])
    first, taken = engine(plugins, tmp_path)
    first.read_all()
    assert len(taken.calls) == len(FORK.written_calls)
    assert taken.progress.files_read == taken.progress.files > 0
    states = {chunk.state.path: chunk.state for chunk in taken.chunks}
    known = [(state.tool, state.path, state.size, state.modified_ns) for state in states.values()]
    again, taken = engine(plugins, tmp_path, known=known)
    again.read_all()
    assert (taken.chunks, again.progress.files) == ([], 0)


def test_bad_lines_are_counted_and_the_others_read(plugins: Plugins, tmp_path: Path) -> None:
    bad = [
        b"\x00\x01\x02\xff\xfe\n",
        b'{"type":"assistant","message":{"usage"\n',
        b"[" * 100_000 + b"\n",
        b'{"type":"assistant","message":{"id":"\\ud800"}}\n',
        b'{"type":"user","sessionId":' + b"9" * 400 + b"}\n",
        b"null\n",
        b"\n",
        answer(3, timestamp="yesterday"),
        answer(4, message={"id": "m4", "usage": "many", "model": 5}),
    ]
    path = write(tmp_path, "bad", answer(1) + b"".join(bad) + answer(2))
    one, taken = engine(plugins, tmp_path)
    one.read_all()
    assert {"r1", "r2"} <= taken.calls
    assert 3 <= taken.progress.not_understood <= len(bad)
    assert taken.progress.first_not_understood == f"{path}, line 2"
    assert not taken.progress.unreadable


def test_a_long_line_is_read(plugins: Plugins, tmp_path: Path) -> None:
    write(tmp_path, "long", answer(1) + answer(2, toolUseResult="x" * 50 * 2**20) + answer(3))
    one, taken = engine(plugins, tmp_path)
    one.read_all()
    assert taken.calls == {"r1", "r2", "r3"}


def test_a_file_that_grows_is_read_on(plugins: Plugins, tmp_path: Path) -> None:
    path = write(tmp_path, "grows", answer(1) + answer(2)[:50])
    one, taken = engine(plugins, tmp_path, follow=True)
    one.read_all()
    assert taken.calls == {"r1"}
    taken.chunks.clear()
    write(tmp_path, "grows", answer(1) + answer(2) + answer(3))
    one.read_paths([str(path)])
    assert taken.calls == {"r2", "r3"}
    assert not any(chunk.is_first for chunk in taken.chunks)
    taken.chunks.clear()
    one.read_paths([str(path)])
    assert taken.chunks == []


@pytest.mark.parametrize(
    "content", [answer(5), answer(1), answer(6) + answer(7) + answer(8)], ids=["other", "shorter", "longer"]
)
def test_a_file_that_was_replaced_is_read_anew(content: bytes, plugins: Plugins, tmp_path: Path) -> None:
    path = write(tmp_path, "replaced", answer(1) + answer(2))
    one, taken = engine(plugins, tmp_path, follow=True)
    one.read_all()
    taken.chunks.clear()
    write(tmp_path, "replaced", content)
    one.read_paths([str(path)])
    assert taken.chunks[0].is_first
    assert taken.chunks[-1].state.read == len(content)


def test_a_file_that_vanishes_or_cannot_be_read_is_named(plugins: Plugins, tmp_path: Path) -> None:
    write(tmp_path, "good", answer(1))
    damaged = tmp_path / ".codex" / "sessions" / "rollout-2026-01-01.jsonl.zst"
    damaged.parent.mkdir(parents=True)
    damaged.write_bytes(b"no zstandard at all")
    one, taken = engine(plugins, tmp_path)
    one.read_all()
    assert taken.calls == {"r1"}
    assert taken.progress.unreadable == 1
    assert str(damaged) in taken.progress.problems[0]


def test_only_what_is_asked_for_is_read(plugins: Plugins, tmp_path: Path) -> None:
    old, new = write(tmp_path, "old", answer(1)), write(tmp_path, "new", answer(2))
    os.utime(old, ns=(10**18, 10**18))
    one, taken = engine(plugins, tmp_path, since_ns=10**18 + 1)
    one.read_all()
    assert {chunk.state.path for chunk in taken.chunks} == {str(new)}
    other, taken = engine(plugins, tmp_path, tools=("gemini",))
    other.read_all()
    assert taken.chunks == []


def test_texts_are_kept_as_the_settings_say(plugins: Plugins, tmp_path: Path) -> None:
    prompt = {"type": "user", "sessionId": "s", "uuid": "p", "timestamp": "2026-11-01T09:00:00Z", "cwd": "/x"}
    text = "a secret \n and long " * 100
    line = json.dumps(prompt | {"message": {"role": "user", "content": text}}).encode() + b"\n"
    write(tmp_path, "text", line + answer(1))

    def texts(**rules: bool) -> tuple[str, int]:
        one, taken = engine(plugins, tmp_path, **rules)
        one.read_all()
        facts = [said for chunk in taken.chunks for said in chunk.sightings if hasattr(said, "prompt")]
        return "".join(fact.prompt for fact in facts), sum(len(chunk.messages) for chunk in taken.chunks)

    shortened, messages = texts()
    assert (len(shortened), messages) == (200, 0)
    assert shortened.startswith("a secret and long a secret")
    assert texts(keeps_titles=False) == ("", 0)
    assert texts(keeps_text=True)[1] >= 1
