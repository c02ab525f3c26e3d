"""The sightings of one call as one row: of each field what the source says that knows it best."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from aiobserver.ledger.best import SOURCES, best_place, first, id_of, known, sources_of, transcript_first
from aiobserver.ledger.matching import groups_of, has_tokens
from aiobserver.model.ledger import AnySighting, Call, CallSighting, Disagreement, LedgerCall, Place, Source, Tokens

_FIGURES: tuple[tuple[str, Callable[[Tokens], int]], ...] = (
    ("input", lambda tokens: tokens.input),
    ("cacheRead", lambda tokens: tokens.cache_read),
    ("cacheWrite", lambda tokens: tokens.cache_write),
    ("output", lambda tokens: tokens.output),
)


def ledger_calls(sightings: Iterable[AnySighting]) -> list[LedgerCall]:
    """One row per call, whatever the order of the sightings and however often they come; what else they are of is not
    looked at."""
    groups = groups_of(sighting for sighting in sightings if isinstance(sighting, CallSighting))
    return [_merged([sighting for sighting in group if isinstance(sighting, CallSighting)]) for group in groups]


def _merged(sightings: Sequence[CallSighting]) -> LedgerCall:
    telemetry_first = sorted(sightings, key=_telemetry_first) if len(sightings) > 1 else sightings
    call = _joined(telemetry_first)
    return LedgerCall(
        id=id_of(sightings, call.session),
        tool=telemetry_first[0].tool,
        call=call,
        sources=sources_of(sightings),
        start_ns=max(0, call.end_ns - (call.duration_ns or 0)),
        disagreements=tuple(_disagreements(telemetry_first)),
    )


def _joined(telemetry_first: Sequence[CallSighting]) -> Call:
    """Each field as the source says it that knows it best."""
    if len(telemetry_first) == 1:
        (only,) = telemetry_first
        return replace(only.call, position=0) if only.call.position else only.call
    counting = _counting(telemetry_first)
    told = [sighting.call for sighting in telemetry_first]
    written = [sighting.call for sighting in transcript_first(telemetry_first)]
    lead = telemetry_first[0].call
    return replace(
        lead,
        key=first(told, lambda call: call.key),
        turn=first(told, lambda call: call.turn),
        agent_id=first(written, lambda call: call.agent_id),
        agent=first(written, lambda call: call.agent),
        kind=first(told, lambda call: call.kind),
        duration_ns=known(told, lambda call: call.duration_ns),
        first_token_ns=known(told, lambda call: call.first_token_ns),
        attempts=max((call.attempts for call in told if call.attempts is not None), default=None),
        model=first(told, lambda call: call.model),
        requested_model=first(told, lambda call: call.requested_model),
        provider=first(told, lambda call: call.provider),
        tier=first(told, lambda call: call.tier),
        effort=first(told, lambda call: call.effort),
        tokens=_tokens(counting, told),
        web_searches=max(call.web_searches for call in told),
        is_finished=any(call.is_finished for call in told),
        is_copy=all(call.is_copy for call in told),
        cost=_cost(telemetry_first, counting),
        status_code=known(told, lambda call: call.status_code),
        error_type=first(told, lambda call: call.error_type),
        place=_place(written),
        position=0,
    )


def _telemetry_first(sighting: CallSighting) -> tuple[Any, ...]:
    """Copies last; of several records of one source the one that counts most, as output only grows."""
    call = sighting.call
    tokens = call.tokens or Tokens()
    return (
        call.is_copy,
        SOURCES.index(sighting.source),
        not call.is_finished,
        (-tokens.output, -tokens.total, -tokens.cache_write_1h, -tokens.reasoning),
        (-call.end_ns, sighting.id, -1 if sighting.record is None else sighting.record),
        repr(call),
    )


def _counting(sightings: Sequence[CallSighting]) -> CallSighting | None:
    """The sighting whose tokens count."""
    ordered = sorted(sightings, key=lambda sighting: (SOURCES.index(sighting.source), not sighting.call.is_finished))
    return next(filter(has_tokens, ordered), None) or next(
        (sighting for sighting in ordered if sighting.call.tokens is not None), None
    )


def _tokens(counting: CallSighting | None, told: Sequence[Call]) -> Tokens | None:
    """Its tokens; how long cache writes live and what was reasoning may be told by another source of the same sums."""
    if counting is None or counting.call.tokens is None:
        return None
    tokens = counting.call.tokens
    others = [call.tokens for call in told if call.tokens is not None]
    long_lived = max(other.cache_write_1h for other in others if other.cache_write == tokens.cache_write)
    reasoning = max(other.reasoning for other in others if other.output == tokens.output)
    return replace(
        tokens,
        cache_write_1h=long_lived,
        cache_write_5m=tokens.cache_write - long_lived,
        reasoning=reasoning,
    )


def _cost(sightings: Sequence[CallSighting], counting: CallSighting | None) -> float | None:
    """The cost that a source reports, unless it did not even see the tokens."""
    return next(
        (
            sighting.call.cost
            for sighting in sightings
            if sighting.call.cost is not None and (counting is None or has_tokens(sighting) or not has_tokens(counting))
        ),
        None,
    )


def _place(written: Sequence[Call]) -> Place:
    return best_place([call.place for call in written if not call.is_copy] or [call.place for call in written])


def _disagreements(sightings: Sequence[CallSighting]) -> Iterable[Disagreement]:
    if len(sightings) == 1:
        return
    for name, figure in _FIGURES:
        values: dict[Source, float] = {}
        for sighting in sightings:
            if has_tokens(sighting) and sighting.call.tokens is not None:
                values.setdefault(sighting.source, figure(sighting.call.tokens))
        if len(set(values.values())) > 1:
            yield Disagreement(field=name, values=tuple(values.items()))
    costs: dict[Source, float] = {}
    for sighting in sightings:
        if sighting.call.cost is not None and has_tokens(sighting):
            costs.setdefault(sighting.source, sighting.call.cost)
    if len(set(costs.values())) > 1:
        yield Disagreement(field="cost", values=tuple(costs.items()))
