"""What transcripts give for the replay of a session."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from aiobserver.model.history import Message, Transcript
from aiobserver.model.ledger import SessionFact, ToolCall, Turn
from tests.ledger.recorded import Run, names, runs
from tests.ledger.transcripts.reading import files, given, lines_of, messages, read, read_in_pieces, sightings

RUNS = runs("codex", "gemini")
KINDS = {
    "codex-0.171.0/compact": Counter(prompt=2, thinking=1, answer=3, tool_use=2, tool_result=2, compaction=1),
    "codex-0.77.0/compact": Counter(prompt=2, thinking=1, answer=3, tool_use=2, tool_result=2, compaction=1),
    "gemini-0.61.0/compress": Counter(prompt=3, thinking=3, answer=3, note=1, compaction=1),
    "gemini-0.61.0/resume": Counter(prompt=3, thinking=4, answer=4, tool_use=3, tool_result=3),
    "gemini-0.20.2/investigator": Counter(prompt=1, thinking=3, answer=3, tool_use=1, tool_result=1, note=1),
}


def of(run: Run, *kinds: str) -> list[Message]:
    return [message for message in messages(run.tool, run.home) if message.kind in kinds]


def said(tool: str, *lines: dict[str, Any]) -> list[Message]:
    content = [json.dumps({"timestamp": "2026-11-27T14:00:00Z", **line}).encode() for line in lines]
    return list(read(tool, Transcript(root="/", path="a/chats/a.jsonl", wants_text=True), content).messages)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_the_prompts_are_those_of_the_ledger(run: Run) -> None:
    turns = [said for said in sightings(run.tool, run.home) if isinstance(said, Turn)]
    prompts = of(run, "prompt")
    assert len(prompts) == run.truth["expected"]["user_prompts"]
    assert [(prompt.turn, prompt.session, prompt.time_ns) for prompt in prompts] == [
        (turn.key, turn.session, turn.start_ns) for turn in turns
    ]
    assert all(prompt.text for prompt in prompts)


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_the_first_prompt_of_a_session_is_a_fact_about_it(run: Run) -> None:
    facts = [said for said in sightings(run.tool, run.home) if isinstance(said, SessionFact) and said.prompt]
    firsts: dict[str, str] = {}
    for prompt in of(run, "prompt"):
        firsts.setdefault(prompt.session, prompt.text)
    assert {fact.session: fact.prompt for fact in facts} == firsts


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_each_use_of_a_tool_has_its_input_and_its_result(run: Run) -> None:
    uses = {said.key: said for said in sightings(run.tool, run.home) if isinstance(said, ToolCall)}
    for kind in ("tool_use", "tool_result"):
        told = {message.tool_call: message for message in of(run, kind)}
        assert told.keys() == uses.keys()
        for key, message in told.items():
            assert (message.tool, message.agent_id) == (uses[key].name, uses[key].agent_id)
            assert message.text


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_nothing_is_said_twice(run: Run) -> None:
    found = messages(run.tool, run.home)
    assert all(message.session and message.time_ns for message in found)
    assert [key for key, told in Counter(message.key for message in found).items() if told > 1] == []


@pytest.mark.parametrize("run", RUNS, ids=names(RUNS))
def test_the_messages_are_the_same_however_a_file_is_cut(run: Run) -> None:
    for file in files(run.tool, run.home):
        lines, transcript = lines_of(file), given(file, wants_text=True)
        pieces = read_in_pieces(run.tool, transcript, [[line] for line in lines])
        whole = read(run.tool, transcript, lines)
        assert [message for piece in pieces for message in piece.messages] == list(whole.messages)
        assert list(read(run.tool, given(file), lines).messages) == []


@pytest.mark.parametrize("name", KINDS)
def test_the_kinds_are_those_that_were_recorded(name: str) -> None:
    (run,) = (run for run in RUNS if run.name == name)
    assert Counter(message.kind for message in messages(run.tool, run.home)) == KINDS[name]


def test_limits_are_told_when_they_change() -> None:
    def counted(second: int, used: float | None) -> dict[str, Any]:
        primary = {"used_percent": used, "window_minutes": 300} if used is not None else None
        limits = {"limit_id": "codex", "primary": primary}
        payload = {"type": "token_count", "info": None, "rate_limits": limits}
        return {"type": "event_msg", "timestamp": f"2026-11-27T14:00:0{second}Z", "payload": payload}

    found = said("codex", counted(1, None), counted(2, 5.0), counted(3, 5.0), counted(4, 6.5))
    assert [message.kind for message in found] == ["limit"] * 2
    assert [json.loads(message.text)["primary"]["used_percent"] for message in found] == [5.0, 6.5]


def test_errors_are_told() -> None:
    failed = {"type": "event_msg", "payload": {"type": "task_complete", "turn_id": "t", "error": {"message": "No."}}}
    (codex,) = said("codex", failed)
    assert (codex.kind, codex.turn, codex.text, codex.is_error) == ("error", "t", '{"message":"No."}', True)
    (gemini,) = said("gemini", {"type": "error", "id": "e", "content": "No."})
    assert (gemini.kind, gemini.key, gemini.text, gemini.is_error) == ("error", "e", "No.", True)
    result = {"type": "function_call_output", "call_id": "c", "output": "Exit code: 2\nOutput:\nno"}
    (output,) = said("codex", {"type": "response_item", "payload": result})
    assert (output.kind, output.tool_call, output.is_error) == ("tool_result", "c", True)
