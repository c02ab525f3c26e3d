"""Traps of transcripts that no recorded run has."""

from __future__ import annotations

import json
from typing import Any

from aiobserver.model.ledger import Call, Sighting, Tokens, ToolCall, Turn
from tests.ledger.transcripts.reading import content_sightings

TIME = "2026-11-27T14:00:0{}.000Z"


def content(*lines: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)


def calls(sightings: list[Sighting]) -> list[Call]:
    return [sighting for sighting in sightings if isinstance(sighting, Call)]


def answer(second: int, output: int, stop: str | None, **fields: Any) -> dict[str, Any]:
    usage = {"input_tokens": 3, "output_tokens": output}
    message = {"id": "msg_1", "model": "m", "stop_reason": stop, "usage": usage}
    head = {"type": "assistant", "sessionId": "s", "requestId": "req_1", "timestamp": TIME.format(second)}
    return head | {"message": message} | fields


def failed(second: int, **fields: Any) -> dict[str, Any]:
    error = {"status": 529, "message": '529 {"type":"error","error":{"type":"overloaded_error"}}', **fields}
    return {
        "type": "system",
        "subtype": "api_error",
        "uuid": f"u{second}",
        "sessionId": "s",
        "timestamp": TIME.format(second),
        "error": error,
    }


def counted(second: int, total: int | None, last: int = 0) -> dict[str, Any]:
    info = {"total_token_usage": {"input_tokens": total}, "last_token_usage": {"input_tokens": last}}
    payload = {"type": "token_count", "info": info if total is not None else None}
    return {"type": "event_msg", "timestamp": TIME.format(second), "payload": payload}


def test_output_never_shrinks_and_the_last_line_gives_the_end() -> None:
    (call,) = calls(content_sightings("claude", content(answer(1, 9, None), answer(2, 1, None))))
    assert call.tokens == Tokens(input=3, output=9)
    assert call.end_ns == calls(content_sightings("claude", content(answer(2, 1, None))))[0].end_ns
    assert not call.is_finished


def test_the_last_failed_try_is_one_call_though_two_lines_tell_of_it() -> None:
    shown = answer(3, 0, "stop_sequence", isApiErrorMessage=True, apiErrorStatus=529, requestId="req_2")
    shown["message"]["model"] = "<synthetic>"
    found = calls(
        content_sightings("claude", content(failed(1, requestId="req_1"), failed(2, requestId="req_2"), shown))
    )
    assert [(call.key, call.outcome, call.status_code) for call in found] == [
        ("req_1", "error", 529),
        ("req_2", "error", 529),
    ]


def test_failed_tries_without_a_request_are_calls_without_a_key() -> None:
    found = calls(content_sightings("claude", content(failed(1), failed(2))))
    assert [(call.key, call.error_type) for call in found] == [("", "overloaded_error")] * 2


def test_what_a_tool_says_itself_is_no_call() -> None:
    shown = answer(1, 0, "stop_sequence", isApiErrorMessage=False)
    shown["message"]["model"] = "<synthetic>"
    assert calls(content_sightings("claude", content(shown))) == []


def test_a_fork_without_a_queue_has_no_prompts_of_its_past() -> None:
    def prompt(second: int, uuid: str) -> dict[str, Any]:
        line = {"type": "user", "sessionId": "fork", "uuid": uuid, "timestamp": TIME.format(second)}
        return line | {"message": {"content": uuid}}

    lines = prompt(1, "old"), answer(2, 1, "end_turn", sessionId="fork", requestSessionId="s"), prompt(3, "new")
    found = content_sightings("claude", content(*lines))
    assert [turn.key for turn in found if isinstance(turn, Turn)] == ["new"]
    assert [(call.session, call.is_copy) for call in calls(found)] == [("s", True)]


def test_lines_that_are_cut_or_none_of_ours_are_left_out() -> None:
    whole = content(answer(1, 5, "end_turn"))
    found = content_sightings("claude", b'[1]\nnull\n{"type":\n' + whole + whole[: len(whole) // 2])
    assert [call.tokens for call in calls(found)] == [Tokens(input=3, output=5)]


def test_a_lone_surrogate_is_read() -> None:
    (call,) = calls(content_sightings("claude", content(answer(1, 5, "end_turn", cwd="\ud800"))))
    assert call.place.directory == "?"


def test_equal_first_calls_of_two_processes_are_two() -> None:
    lines = counted(1, None), counted(2, 7, 7), counted(3, 7, 7), counted(4, None), counted(5, 7, 7)
    found = calls(content_sightings("codex", content(*lines)))
    assert [call.tokens for call in found] == [Tokens(input=7)] * 2


def test_a_fork_begins_at_the_sum_of_its_parent() -> None:
    found = calls(content_sightings("codex", content(counted(1, 107, 7), counted(2, 107, 7), counted(3, 116, 9))))
    assert [call.tokens for call in found] == [Tokens(input=7), Tokens(input=9)]


def test_a_forked_subagent_has_only_what_is_its_own() -> None:
    def line(ordinal: int, kind: str, **payload: Any) -> dict[str, Any]:
        return {"ordinal": ordinal, "type": kind, "timestamp": TIME.format(ordinal), "payload": payload}

    spawned = {"subagent": {"thread_spawn": {"agent_role": "explorer"}}}
    meta = {"parent_thread_id": "parent", "source": spawned, "subagent_history_start_ordinal": 3}
    found = content_sightings(
        "codex",
        content(
            line(0, "session_meta", id="child", **meta),
            line(1, "session_meta", id="parent", source="exec"),
            line(2, "response_item", type="function_call", call_id="old", name="shell"),
            line(3, "response_item", type="function_call", call_id="new", name="shell"),
        ),
    )
    uses = [(use.key, use.session, use.agent_id) for use in found if isinstance(use, ToolCall)]
    assert uses == [("new", "child", "child")]


def test_a_rewritten_past_neither_loses_nor_repeats() -> None:
    head = {"sessionId": "s", "kind": "main"}
    prompt = {"id": "p", "type": "user", "timestamp": TIME.format(1), "content": [{"text": "Hi"}]}
    told = {"id": "a", "type": "gemini", "model": "m", "timestamp": TIME.format(2)}
    tokens = {"tokens": {"input": 10, "cached": 4, "output": 2, "thoughts": 3, "tool": 5}}
    past = {"$set": {"messages": [prompt, told]}}
    found = content_sightings("gemini", content(head, prompt, told | tokens, head, past, told | tokens, past))
    assert [call.tokens for call in calls(found)] == [Tokens(input=11, cache_read=4, output=5, reasoning=3)]
    assert [turn.key for turn in found if isinstance(turn, Turn)] == ["p"]
