"""Checks of what hooks returned about transcripts; each gives the value in its promised form or raises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from aiobserver.hooks.results import (
    bounded,
    checked_instance,
    checked_instances,
    checked_position,
    checked_sighting,
    items_of,
)
from aiobserver.model.history import Message, TranscriptFolder, Understood
from aiobserver.model.times import END_OF_TIME_NS

_WILDCARDS = re.compile(r"[*?\[]")
_MOST_PER_LINE = 64
_BYTES_PER_ITEM = 16
"""No more is told of by so few bytes, be they a line of many or a whole file."""


def checked_folders(result: Any) -> tuple[TranscriptFolder, ...]:
    """Folders at absolute paths, with patterns that lead nowhere else."""
    folders = checked_instances(result, TranscriptFolder)
    for folder in folders:
        if not PurePath(folder.root).is_absolute():
            raise ValueError(f"the root {folder.root!r} is not an absolute path")
        if not folder.patterns:
            raise ValueError(f"no pattern for transcripts below {folder.root!r}")
        for pattern in folder.patterns:
            _check_relative(pattern)
            if ".." in pattern.split("/"):
                raise ValueError(f"the pattern {pattern!r} leads out of its folder")
        for companion in folder.companions:
            _check_relative(companion)
            if _WILDCARDS.search(companion):
                raise ValueError(f"the companion {companion!r} is not the name of one file")
    return folders


def checked_understood(result: object, lines: Sequence[bytes]) -> Understood:
    """Sightings and messages that can be stored, and positions of some of the lines; the state may be anything."""
    if type(result) is not Understood:
        raise TypeError(f"expected Understood, got {type(result).__name__}")
    most = _MOST_PER_LINE * len(lines) + sum(map(len, lines)) // _BYTES_PER_ITEM
    return Understood(
        sightings=[checked_sighting(item) for item in bounded(items_of(result.sightings), most)],
        messages=[_checked_message(item) for item in bounded(items_of(result.messages), most)],
        not_understood=[
            checked_position(item, len(lines)) for item in bounded(items_of(result.not_understood), len(lines))
        ],
        state=result.state,
    )


def _checked_message(item: object) -> Message:
    message = checked_instance(item, Message)
    if not 0 <= message.time_ns < END_OF_TIME_NS:
        raise ValueError(f"the time {message.time_ns} of a message is negative or has more than 64 bits")
    return message


def _check_relative(path: str) -> None:
    if not path or PurePath(path).anchor or path.startswith("/") or "\0" in path or "\\" in path:
        raise ValueError(f"{path!r} is not a relative path with / between folders")
