"""Checks of what plugins say of transcripts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from aiobserver.hooks.fields import check_fields
from aiobserver.hooks.results import check_told, checked_instances
from aiobserver.model.history import Message, TranscriptFolder, Understood
from aiobserver.model.times import END_OF_TIME_NS

_WILD = frozenset("*?")


def checked_folders(result: Iterable[object]) -> tuple[TranscriptFolder, ...]:
    """Folders with absolute roots, and with patterns that stay below them."""
    folders = checked_instances(result, TranscriptFolder)
    for folder in folders:
        if not PurePosixPath(folder.root).is_absolute() or "\0" in folder.root:
            raise ValueError(f"the root {folder.root!r} is no absolute path")
        for pattern in folder.patterns:
            _check_relative(pattern)
            if ".." in pattern.split("/"):
                raise ValueError(f"the pattern {pattern!r} leaves its folder")
        for companion in folder.companions:
            _check_relative(companion)
            if _WILD.intersection(companion):
                raise ValueError(f"the companion {companion!r} is a pattern; expected a path")
    return folders


def checked_understood(result: object, lines: int) -> Understood:
    """What was understood, with figures and times that can be stored."""
    if type(result) is not Understood:
        raise TypeError(f"expected Understood, got {type(result).__name__}")
    for name in ("sightings", "messages", "not_understood"):
        if not isinstance(getattr(result, name), list | tuple):
            raise TypeError(f"Understood.{name}: expected a list, got {type(getattr(result, name)).__name__}")
    for said in result.sightings:
        check_told(said)
    _check_messages(result.messages)
    if not all(type(position) is int and 0 <= position < lines for position in result.not_understood):
        raise ValueError(f"not_understood: positions are out of range, there are {lines} lines")
    return result


def _check_messages(messages: Sequence[object]) -> None:
    for message in messages:
        if type(message) is not Message:
            raise TypeError(f"expected Message, got {type(message).__name__}")
        check_fields(message)
        if not 0 <= message.time_ns < END_OF_TIME_NS:
            raise ValueError(f"the time {message.time_ns} of a message is negative or has more than 64 bits")


def _check_relative(path: str) -> None:
    if not path or path.startswith("/") or "\0" in path:
        raise ValueError(f"{path!r} is no relative path")
