"""Finds the sightings of one call, tool call, turn or session: those with one id, and those that fit one to one.

The result depends on the set of sightings alone, not on the order in which they came or how often.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from aiobserver.model.ledger import AnySighting, CallSighting, Tokens

NEAR_NS = 5 * 10**9
"""Sightings without a common key are of one thing only if they are at most so far apart."""

_SAME = 0
_UNFINISHED = 1
_UNCOUNTED = 2


_Pair = tuple[int, int, int, int]
"""(fit, ns apart, an id, another one) of two that may be of one thing: the least is joined first."""


def fit(one: AnySighting, other: AnySighting) -> int | None:
    """Quality of the match of two sightings of different keys, 0 best; None: they are of two things."""
    if one.source == other.source or (one.key and other.key):
        return None
    if abs(one.end_ns - other.end_ns) > NEAR_NS or one.place != other.place:
        return None
    if isinstance(one, CallSighting) and isinstance(other, CallSighting):
        return _fit_of_calls(one, other)
    return _SAME


def related(known: Iterable[AnySighting], candidates: Iterable[AnySighting]) -> list[AnySighting]:
    """Those of the candidates that are, or may be, of the same thing as one that is known."""
    ids: set[int] = set()
    by_place: dict[int, list[AnySighting]] = defaultdict(list)
    for sighting in known:
        ids.add(sighting.id)
        by_place[sighting.place].append(sighting)
    for sightings in by_place.values():
        sightings.sort(key=_end)
    return [
        candidate
        for candidate in candidates
        if candidate.id in ids
        or any(fit(one, candidate) is not None for one in _near(candidate, by_place.get(candidate.place, ())))
    ]


def groups_of(sightings: Iterable[AnySighting]) -> list[list[AnySighting]]:
    """The sightings, those of one thing together."""
    by_id: dict[int, list[AnySighting]] = defaultdict(list)
    for sighting in sightings:
        by_id[sighting.id].append(sighting)
    groups = {number: [number] for number in by_id}
    for _fit, _apart, first, second in sorted(_pairs(by_id)):
        one, other = groups[first], groups[second]
        if one is not other and _may_join(by_id, one, other):
            one.extend(other)
            groups.update(dict.fromkeys(other, one))
    distinct = {id(group): group for group in groups.values()}
    return [[sighting for number in sorted(group) for sighting in by_id[number]] for group in distinct.values()]


def _pairs(by_id: dict[int, list[AnySighting]]) -> set[_Pair]:
    by_place: dict[int, list[AnySighting]] = defaultdict(list)
    for sightings in by_id.values():
        for sighting in sightings:
            by_place[sighting.place].append(sighting)
    found: set[_Pair] = set()
    for sightings in by_place.values():
        sightings.sort(key=_end)
        for index, one in enumerate(sightings):
            found.update(_pairs_of(one, sightings, index + 1))
    return found


def _pairs_of(one: AnySighting, sightings: Sequence[AnySighting], index: int) -> Iterator[_Pair]:
    """Pairs of a sighting and those after it, which are in order of time."""
    while index < len(sightings) and sightings[index].end_ns - one.end_ns <= NEAR_NS:
        other = sightings[index]
        quality = fit(one, other) if one.id != other.id else None
        if quality is not None:
            yield quality, other.end_ns - one.end_ns, min(one.id, other.id), max(one.id, other.id)
        index += 1


def _near(one: AnySighting, sightings: Sequence[AnySighting]) -> Iterator[AnySighting]:
    """Those, of some in order of time, that are not too far apart from this one."""
    for index in range(bisect_left(sightings, one.end_ns - NEAR_NS, key=_end), len(sightings)):
        if sightings[index].end_ns - one.end_ns > NEAR_NS:
            return
        yield sightings[index]


def _end(sighting: AnySighting) -> int:
    return sighting.end_ns


def _may_join(by_id: dict[int, list[AnySighting]], one: Sequence[int], other: Sequence[int]) -> bool:
    """One thing has at most one key, and of things without one each source tells once."""
    first = [sighting for number in one for sighting in by_id[number]]
    second = [sighting for number in other for sighting in by_id[number]]
    has_two_keys = any(sighting.key for sighting in first) and any(sighting.key for sighting in second)
    return not has_two_keys and not {sighting.source for sighting in first} & {sighting.source for sighting in second}


def _fit_of_calls(one: CallSighting, other: CallSighting) -> int | None:
    if _is_error(one) or _is_error(other):
        same = _is_error(one) and _is_error(other) and _agree(one.call.status_code, other.call.status_code)
        return _SAME if same else None
    return _fit_of_tokens(one, other)


def _fit_of_tokens(one: CallSighting, other: CallSighting) -> int | None:
    first, second = one.call.tokens, other.call.tokens
    if first is not None and second is not None:
        if _counts(first) == _counts(second):
            return _SAME
        if _counts(first)[:-1] == _counts(second)[:-1]:
            least = one if first.output < second.output else other
            return None if least.call.is_finished else _UNFINISHED
    return _UNCOUNTED if _lacks_tokens_of(one, other) or _lacks_tokens_of(other, one) else None


def _lacks_tokens_of(telemetry: CallSighting, transcript: CallSighting) -> bool:
    """Telemetry of some versions has zeros where a retry preceded; the transcript knows."""
    if telemetry.source == "transcript" or transcript.source != "transcript":
        return False
    counted = transcript.call.tokens
    return not has_tokens(telemetry) and counted is not None and counted.total > 0


def has_tokens(sighting: CallSighting) -> bool:
    """False if it counts no token at all: no call that was answered takes none."""
    return sighting.call.tokens is not None and sighting.call.tokens.total > 0


def _counts(tokens: Tokens) -> tuple[int, ...]:
    """The last one is the output."""
    return tokens.input, tokens.cache_read, tokens.cache_write, tokens.output


def _is_error(sighting: CallSighting) -> bool:
    return sighting.call.outcome in {"error", "refused"}


def _agree(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other
