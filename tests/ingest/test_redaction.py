"""What redaction takes out of rows, and what it leaves as it is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aiobserver.ingest.redaction import Action, Redaction
from aiobserver.model.columns import Row
from aiobserver.model.declared import Content, ContentText
from tests.rows import field, log, point, span

KEY = b"k" * 32
TEXTS = (ContentText("Body", "asked: "), ContentText("SpanEventName"))


def _redaction(key: bytes = KEY, **actions: Action) -> Redaction:
    content = Content(frozenset({"prompt", "text"}), TEXTS, ("session.id",))
    named: dict[str, Action] = {name.replace("__", "."): action for name, action in actions.items()}
    return Redaction(named, key, lambda _service: content)


def _attributes(row: Row, name: str = "LogAttributes") -> Any:
    text = field(row, name)
    return None if text is None else json.loads(text)


def _one(redaction: Redaction, row: Row, signal: Any = "logs") -> Row:
    (redacted,) = redaction.redacted(signal, "svc", [row])
    return redacted


def test_a_row_without_content_is_the_same_object() -> None:
    row = log(LogAttributes='{"model":"m"}', Body='"name.of.event"')
    assert _one(_redaction(content="drop"), row) is row


def test_declared_and_named_attributes_are_dropped() -> None:
    row = log(LogAttributes='{"prompt":"secret words","user.id":"u","n":1}')
    assert _attributes(_one(_redaction(content="drop", user__id="drop"), row)) == {"n": 1}


def test_without_the_word_content_only_named_attributes_go() -> None:
    row = log(LogAttributes='{"prompt":"secret words","user.id":"u"}', Body='"asked: what"')
    assert _one(_redaction(user__id="drop"), row) == log(
        LogAttributes='{"prompt":"secret words"}', Body='"asked: what"'
    )


def test_no_attributes_left_are_no_attributes() -> None:
    assert _attributes(_one(_redaction(prompt="drop"), log(LogAttributes='{"prompt":"p"}'))) is None


def test_a_name_beats_the_word() -> None:
    row = log(LogAttributes='{"prompt":"p","text":"t"}')
    redacted = _attributes(_one(_redaction(content="drop", prompt="hash"), row))
    assert list(redacted) == ["prompt"]
    assert redacted["prompt"].startswith("hash:")


def test_a_hash_is_stable_and_needs_the_key() -> None:
    def hashed(key: bytes, value: str) -> str:
        row = log(LogAttributes=json.dumps({"prompt": value}))
        return str(_attributes(_one(_redaction(key, prompt="hash"), row))["prompt"])

    assert hashed(KEY, "a") == hashed(KEY, "a")
    assert len({hashed(KEY, "a"), hashed(KEY, "b"), hashed(b"other" * 6, "a")}) == 3


def test_content_is_found_at_any_depth_of_what_was_sent() -> None:
    row = log(LogAttributes='{"a":[{"prompt":"p","b":{"text":"t","c":1}}]}', Body='{"prompt":"p","d":2}')
    redacted = _one(_redaction(content="drop"), row)
    assert _attributes(redacted) == {"a": [{"b": {"c": 1}}]}
    assert _attributes(redacted, "Body") == {"d": 2}


def test_scopes_events_and_links_are_redacted_but_keep_their_own_keys() -> None:
    row = span(
        ResourceAttributes='{"name":"r","host":"h"}',
        SpanAttributes='{"name":"s"}',
        Events='[{"timestamp":"t","name":"event","attributes":{"name":"e","x":1}}]',
        Links='[{"traceId":"t","spanId":"s","attributes":{"name":"l"}}]',
        Extras='{"scopeAttributes":{"name":"scope","y":2}}',
    )
    redacted = _one(_redaction(name="drop"), row, "traces")
    assert _attributes(redacted, "ResourceAttributes") == {"host": "h"}
    assert _attributes(redacted, "SpanAttributes") is None
    assert _attributes(redacted, "Events") == [{"timestamp": "t", "name": "event", "attributes": {"x": 1}}]
    assert _attributes(redacted, "Links") == [{"traceId": "t", "spanId": "s", "attributes": {}}]
    assert _attributes(redacted, "Extras") == {"scopeAttributes": {"y": 2}}


def test_exemplars_are_redacted_and_the_series_stays_itself() -> None:
    row = point(
        Attributes='{"user.id":"u"}', Detail='{"exemplars":[{"value":1,"filteredAttributes":{"user.id":"u","z":3}}]}'
    )
    redacted = _one(_redaction(user__id="drop"), row, "metrics")
    assert _attributes(redacted, "Attributes") is None
    assert _attributes(redacted, "Detail") == {"exemplars": [{"value": 1, "filteredAttributes": {"z": 3}}]}
    assert field(redacted, "SeriesId") == field(row, "SeriesId")


@pytest.mark.parametrize(("action", "kept"), [("drop", False), ("hash", True)])
def test_where_the_session_is_redacted_so_is_its_column(action: Action, kept: bool) -> None:
    redacted = _one(_redaction(session__id=action), log(LogAttributes='{"session.id":"s"}', SessionId="s"))
    assert field(redacted, "SessionId") == (_attributes(redacted)["session.id"] if kept else None)
    assert kept == str(field(redacted, "SessionId")).startswith("hash:")


def test_texts_that_repeat_what_was_taken_out_are_redacted() -> None:
    row = log(LogAttributes='{"prompt":"say \\"hello\\" twice"}', Body='"User wrote say \\"hello\\" twice, in 1 s"')
    assert _attributes(_one(_redaction(prompt="drop"), row), "Body") == "User wrote [redacted], in 1 s"


def test_declared_texts_are_redacted_after_their_beginning() -> None:
    redaction = _redaction(content="drop")
    assert _attributes(_one(redaction, log(Body='"asked: what is this"')), "Body") == "asked: [redacted]"
    assert _attributes(_one(redaction, log(Body='"answered: that"')), "Body") == "answered: that"


def test_names_of_span_events_stay_if_they_only_name_something() -> None:
    events = [{"name": "ToolCall: shell {}"}, {"name": "event core/src/tools.rs:7"}, {"name": "exception"}]
    redacted = _one(_redaction(content="drop"), span(Events=json.dumps(events)), "traces")
    names = [event["name"] for event in _attributes(redacted, "Events")]
    assert names == ["[redacted]", "event core/src/tools.rs:7", "exception"]
