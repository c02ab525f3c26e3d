"""The word of the best of several sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from aiobserver.ledger.identity import merged_id
from aiobserver.model.ledger import AnySighting, Place, Source

T = TypeVar("T")
S = TypeVar("S", bound=AnySighting)

SOURCES: tuple[Source, ...] = ("event", "span", "transcript")


def id_of(sightings: Sequence[AnySighting], session: str) -> int:
    """Id of what is merged from sightings, in this session."""
    if len(sightings) == 1:
        (only,) = sightings
        return merged_id(only.id, session) if only.key else only.id
    keyed = [sighting.id for sighting in sightings if sighting.key]
    return merged_id(min(keyed), session) if keyed else min(sighting.id for sighting in sightings)


def possible_ids(sightings: Iterable[AnySighting]) -> set[int]:
    """Ids that anything has which is, or was, merged from some of these sightings."""
    return {merged_id(sighting.id, sighting.said.session) if sighting.key else sighting.id for sighting in sightings}


def sources_of(sightings: Sequence[AnySighting]) -> tuple[Source, ...]:
    """The sources that tell of something, in their order."""
    if len(sightings) == 1:
        return (sightings[0].source,)
    told = {sighting.source for sighting in sightings}
    return tuple(source for source in SOURCES if source in told)


def transcript_first(sightings: Iterable[S]) -> list[S]:
    """The sightings in their order, those of transcripts before all others."""
    return sorted(sightings, key=lambda sighting: sighting.source != "transcript")


def first(told: Iterable[T], field: Callable[[T], Any]) -> Any:
    """The first value that is not empty."""
    return next(filter(None, map(field, told)), "")


def known(told: Iterable[T], field: Callable[[T], Any]) -> Any:
    """The first value that is known."""
    return next((value for value in map(field, told) if value is not None), None)


def best_place(places: Sequence[Place]) -> Place:
    """Each part of it as the first one tells it."""
    return Place(
        directory=first(places, lambda place: place.directory),
        branch=first(places, lambda place: place.branch),
        commit=first(places, lambda place: place.commit),
    )
