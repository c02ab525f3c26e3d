"""Finds the sightings of one call, tool call, turn or session: those with one id, and those that fit one to one.

The result depends on the set of sightings alone, not on the order in which they came or how often.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from aiobserver.model.ledger import AnySighting, CallSighting, Tokens, Turn

NEAR_NS = 5 * 10**9
"""Sightings without a common key are of one thing only if they are at most so far apart."""

_END = attrgetter("end_ns")
_SAME = 0
_UNFINISHED = 1
_UNCOUNTED = 2


_Node = tuple[int, str]
"""(id, session) of sightings that are of one thing for certain."""
_Pair = tuple[int, int, _Node, _Node]
"""(fit, ns apart, a node, another one) of two that may be of one thing: the least is joined first."""


def fit(one: AnySighting, other: AnySighting) -> int | None:
    """Quality of the match of two sightings of different keys, 0 best; None: they are of two things."""
    if (one.key and other.key) or (one.source == other.source and _is_remark(one) == _is_remark(other)):
        return None
    if abs(one.end_ns - other.end_ns) > NEAR_NS or one.place != other.place:
        return None
    if isinstance(one, CallSighting) and isinstance(other, CallSighting):
        return _fit_of_calls(one, other)
    return _SAME


def related(known: Iterable[AnySighting], candidates: Iterable[AnySighting]) -> list[AnySighting]:
    """Those of the candidates that are, or may be, of the same thing as one that is known."""
    by_id: dict[int, list[AnySighting]] = defaultdict(list)
    by_place: dict[int, list[AnySighting]] = defaultdict(list)
    for sighting in known:
        by_id[sighting.id].append(sighting)
        by_place[sighting.place].append(sighting)
    for sightings in by_place.values():
        sightings.sort(key=_END)
    return [
        candidate
        for candidate in candidates
        if any(_have_one_key(one, candidate) for one in by_id.get(candidate.id, ()))
        or any(fit(one, candidate) is not None for one in _near(candidate, by_place.get(candidate.place, ())))
    ]


def _have_one_key(one: AnySighting, other: AnySighting) -> bool:
    """True of two with one id, but not of telemetry of two sessions: see `_parts`."""
    return one.said.session == other.said.session or "transcript" in {one.source, other.source}


def groups_of(sightings: Iterable[AnySighting]) -> list[list[AnySighting]]:
    """The sightings, those of one thing together."""
    by_node = dict(_nodes(sightings))
    groups = {node: [node] for node in by_node}
    for _fit, _apart, first, second in sorted(_pairs(by_node)):
        one, other = groups[first], groups[second]
        if one is not other and _may_join(by_node, one, other):
            one.extend(other)
            groups.update(dict.fromkeys(other, one))
    distinct = {id(group): group for group in groups.values()}
    return [[sighting for node in sorted(group) for sighting in by_node[node]] for group in distinct.values()]


def _nodes(sightings: Iterable[AnySighting]) -> Iterator[tuple[_Node, list[AnySighting]]]:
    """Sightings with one id together, unless they are of several sessions and no copies of each other."""
    by_id: dict[int, list[AnySighting]] = defaultdict(list)
    for sighting in sightings:
        by_id[sighting.id].append(sighting)
    for number, group in by_id.items():
        if len({sighting.said.session for sighting in group}) == 1:
            yield (number, ""), group
        else:
            for session, part in _parts(group).items():
                yield (number, session), part


def _parts(group: Iterable[AnySighting]) -> dict[str, list[AnySighting]]:
    """Session → sightings of what was done in it, of some with one key.

    A request is sent by one session, so telemetry of two is of two requests. In transcripts it may stand as a copy,
    with the time of the original.
    """
    parts: dict[str, list[AnySighting]] = {}
    for sighting in sorted(group, key=_originals_first):
        session = sighting.said.session
        if session not in parts and sighting.source == "transcript":
            near = [(abs(one.end_ns - sighting.end_ns), name) for name, part in parts.items() for one in part]
            apart, nearest = min(near, default=(NEAR_NS + 1, session))
            session = nearest if apart <= NEAR_NS else session
        parts.setdefault(session, []).append(sighting)
    return parts


def _originals_first(sighting: AnySighting) -> tuple[object, ...]:
    is_copy = isinstance(sighting, CallSighting) and sighting.call.is_copy
    return sighting.source == "transcript", is_copy, sighting.end_ns, sighting.said.session


def _pairs(by_node: Mapping[_Node, Sequence[AnySighting]]) -> set[_Pair]:
    by_place: dict[int, list[tuple[AnySighting, _Node]]] = defaultdict(list)
    for node, sightings in by_node.items():
        for sighting in sightings:
            by_place[sighting.place].append((sighting, node))
    found: set[_Pair] = set()
    for noded in by_place.values():
        if len({(sighting.source, _is_remark(sighting)) for sighting, _ in noded}) == 1:
            continue  # each source tells once of a thing
        noded.sort(key=lambda each: each[0].end_ns)
        for index, one in enumerate(noded):
            found.update(_pairs_of(one, noded, index + 1))
    return found


def _pairs_of(
    one: tuple[AnySighting, _Node], noded: Sequence[tuple[AnySighting, _Node]], index: int
) -> Iterator[_Pair]:
    """Pairs of a sighting and those after it, which are in order of time."""
    sighting, node = one
    while index < len(noded) and noded[index][0].end_ns - sighting.end_ns <= NEAR_NS:
        other, its_node = noded[index]
        quality = fit(sighting, other) if node != its_node else None
        if quality is not None:
            yield quality, other.end_ns - sighting.end_ns, min(node, its_node), max(node, its_node)
        index += 1


def _near(one: AnySighting, sightings: Sequence[AnySighting]) -> Iterator[AnySighting]:
    """Those, of some in order of time, that are not too far apart from this one."""
    for index in range(bisect_left(sightings, one.end_ns - NEAR_NS, key=_END), len(sightings)):
        if sightings[index].end_ns - one.end_ns > NEAR_NS:
            return
        yield sightings[index]


def _may_join(by_node: Mapping[_Node, Sequence[AnySighting]], one: Sequence[_Node], other: Sequence[_Node]) -> bool:
    """One thing has at most one key, and of things without one each source tells once, and may remark on it once."""
    first = [sighting for node in one for sighting in by_node[node]]
    second = [sighting for node in other for sighting in by_node[node]]
    has_two_keys = any(sighting.key for sighting in first) and any(sighting.key for sighting in second)
    return not has_two_keys and _tellers(first).isdisjoint(_tellers(second))


def _tellers(sightings: Iterable[AnySighting]) -> set[tuple[str, bool]]:
    return {(sighting.source, _is_remark(sighting)) for sighting in sightings}


def _is_remark(sighting: AnySighting) -> bool:
    """True if it says something of a prompt that another record of its source tells of."""
    return isinstance(sighting.said, Turn) and not sighting.said.is_prompt


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
