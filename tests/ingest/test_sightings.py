"""Sightings say what the record itself knows, and nothing by which a redacted session could be found."""

from __future__ import annotations

import pytest

from aiobserver.ingest.redaction import Redaction
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.model.batch import Batch
from aiobserver.model.declared import Content
from aiobserver.model.ledger import Call, SessionFact, Sighting, ToolCall, Turn
from tests.rows import NOW, log, span

LOG = log(Timestamp=NOW, SessionId="secret", LogAttributes='{"session.id":"secret"}')
SPAN = span(Timestamp=NOW, Duration=7, SessionId="secret", SpanAttributes='{"session.id":"secret"}')


def found(said: Sighting, redaction: Redaction | None = None, *, of_span: bool = False) -> list[Sighting]:
    batch = Batch("traces", "svc", None, [SPAN]) if of_span else Batch("logs", "svc", None, [LOG])
    sightings = SightingsOf(batch, redaction, "svc").of([("tool", said)], batch.rows, 0)
    return [sighted.sighting.said for sighted in sightings]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (Call(), Call(session="secret", end_ns=NOW + 7)),
        (ToolCall(end_ns=5), ToolCall(session="secret", end_ns=5)),
        (Turn(session="own"), Turn(session="own", start_ns=NOW)),
        (SessionFact(version="1"), SessionFact(session="secret", time_ns=NOW, version="1")),
    ],
)
def test_session_and_time_are_those_of_the_record_unless_told(said: Sighting, expected: Sighting) -> None:
    assert found(said, of_span=True) == [expected]


@pytest.mark.parametrize(
    "said",
    [
        Call(session="secret", turn="secret#1", agent_id="secret-a"),
        ToolCall(session="secret", turn="secret#1", agent_id="secret-a"),
        Turn(session="secret", turn="secret#1", key="secret#1"),
        SessionFact(session="secret-a", parent="secret"),
    ],
)
def test_a_redacted_session_is_nowhere(said: Sighting) -> None:
    redaction = Redaction({"session.id": "hash"}, b"k" * 32, lambda _: Content(frozenset(), (), ("session.id",)))
    (told,) = found(said, redaction)
    assert "secret" not in repr(told)
    assert told.session.startswith("hash:")


def test_a_fact_about_no_session_is_none() -> None:
    redaction = Redaction({"session.id": "drop"}, b"k" * 32, lambda _: Content(frozenset(), (), ("session.id",)))
    assert found(SessionFact(version="1"), redaction) == []
