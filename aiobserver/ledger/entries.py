"""The sightings of one tool call, turn or session as one row; a call of a model has more to tell and is in `merge`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from aiobserver.ledger.best import SOURCES, best_place, first, id_of, known, sources_of, transcript_first
from aiobserver.ledger.matching import groups_of
from aiobserver.model.ledger import AnySighting, LedgerEntry, SessionFact, ToolCall, Turn

T = TypeVar("T", ToolCall, Turn, SessionFact)


def ledger_tool_calls(sightings: Iterable[AnySighting]) -> list[LedgerEntry[ToolCall]]:
    """One row per use of a tool, whatever the order of the sightings and however often they come."""
    return [_joined(group, _tool_call, ToolCall) for group in _groups(sightings, ToolCall)]


def ledger_turns(sightings: Iterable[AnySighting]) -> list[LedgerEntry[Turn]]:
    """One row per prompt; of what is only remarked on there is none."""
    groups = _groups(sightings, Turn)
    return [_entry(group, _turn(group)) for group in groups if any(turn.is_prompt for turn in _told(group, Turn))]


def session_facts(sightings: Iterable[AnySighting]) -> list[LedgerEntry[SessionFact]]:
    """One row per session of which facts are known."""
    return [_joined(group, _session, SessionFact) for group in _groups(sightings, SessionFact)]


def _groups(sightings: Iterable[AnySighting], kind: type[T]) -> Iterator[list[AnySighting]]:
    for group in groups_of(sighting for sighting in sightings if type(sighting.said) is kind):
        yield sorted(group, key=_telemetry_first) if len(group) > 1 else group


def _telemetry_first(sighting: AnySighting) -> tuple[Any, ...]:
    """Those that tell how it ended before others of their source, the last one first."""
    is_open = isinstance(sighting.said, ToolCall) and sighting.said.success is None
    record = -1 if sighting.record is None else sighting.record
    return SOURCES.index(sighting.source), is_open, -sighting.end_ns, sighting.id, record, repr(sighting.said)


def _joined(group: Sequence[AnySighting], join: Callable[[Sequence[AnySighting]], T], kind: type[T]) -> LedgerEntry[T]:
    said = group[0].said
    if len(group) == 1 and isinstance(said, kind):
        return _entry(group, replace(said, position=0) if said.position else said)
    return _entry(group, join(group))


def _entry(group: Sequence[AnySighting], said: T) -> LedgerEntry[T]:
    return LedgerEntry(id_of(group, said.session), group[0].tool, said, sources_of(group))


def _told(group: Iterable[AnySighting], kind: type[T]) -> list[T]:
    return [sighting.said for sighting in group if isinstance(sighting.said, kind)]


def _tool_call(group: Sequence[AnySighting]) -> ToolCall:
    told, written = _told(group, ToolCall), _told(transcript_first(group), ToolCall)
    decided = next((use for use in told if use.decision), told[0])
    return replace(
        told[0],
        position=0,
        key=first(told, lambda use: use.key),
        session=first(told, lambda use: use.session),
        turn=first(told, lambda use: use.turn),
        agent_id=first(written, lambda use: use.agent_id),
        name=first(told, lambda use: use.name),
        duration_ns=known(told, lambda use: use.duration_ns),
        success=known(told, lambda use: use.success),
        decision=decided.decision,
        decided_by=decided.decided_by,
        place=best_place([use.place for use in written]),
    )


def _turn(group: Sequence[AnySighting]) -> Turn:
    told = sorted(_told(group, Turn), key=lambda turn: not turn.is_prompt)
    written = _told(transcript_first(group), Turn)
    return replace(
        told[0],
        position=0,
        key=first(told, lambda turn: turn.key),
        turn=first(told, lambda turn: turn.turn or turn.key),
        session=first(told, lambda turn: turn.session),
        is_command=any(turn.is_command for turn in told),
        cost=max((turn.cost for turn in told if turn.cost is not None), default=None),
        place=best_place([turn.place for turn in written]),
    )


def _session(group: Sequence[AnySighting]) -> SessionFact:
    """Title and version as they were told last, the place as it was told first."""
    written = _told(transcript_first(group), SessionFact)
    earliest_first = _told(transcript_first(reversed(group)), SessionFact)
    return replace(
        written[0],
        position=0,
        time_ns=max(fact.time_ns for fact in written),
        title=first(written, lambda fact: fact.title),
        prompt=first(earliest_first, lambda fact: fact.prompt),
        version=first(written, lambda fact: fact.version),
        parent=first(written, lambda fact: fact.parent),
        place=best_place([fact.place for fact in earliest_first]),
    )
