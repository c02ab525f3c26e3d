"""Checks of what a plugin declares; each raises TypeError or ValueError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from aiobserver.model.setup import (
    SetupEdit,
    SetupEdits,
    SetupFile,
    SetupFormat,
    SetupOption,
    SetupPresent,
    SetupReading,
    SetupSource,
)


def check_setup_edits(setup: SetupEdits) -> None:
    """Every part has its type; what is edited lies in the user's home or where a variable of the tool points."""
    for edit in _each(setup.edits, SetupEdit):
        _check_edit(edit)
    if not setup.edits:
        raise ValueError("there are no edits")
    for reading in _each(setup.readings, SetupReading):
        _texts((reading.label, reading.default, reading.hint, *_each(reading.wanted, str)))
        for source in _each(reading.sources, SetupSource):
            _check_source(source)
    _texts((*_each(setup.programs, str), *_each(setup.notes, str)))
    if any("/" in program or "\\" in program for program in setup.programs):
        raise ValueError("programs are names, not paths")


def _check_edit(edit: SetupEdit) -> None:
    _check_file(edit.file)
    for path in (*edit.file.paths, *_each(edit.file.hides, str)):
        if not path.startswith(("~/", "$")):
            raise ValueError(
                f"{path!r} cannot be edited; expected a path that begins with ~/ or a variable such as $HOME"
            )
    _check_key(edit.key, edit.file)
    _check_value(edit.value)
    for value in (*_each(edit.empty, object), *(() if edit.unasked is None else (edit.unasked,))):
        _check_value(value)
    _check_one_of(edit.present, SetupPresent)
    if edit.option is not None:
        _check_one_of(edit.option, SetupOption)


def _check_source(source: SetupSource) -> None:
    if source.file is not None:
        _check_file(source.file)
    _check_key(source.key, source.file)


def _check_file(file: SetupFile) -> None:
    if not isinstance(file, SetupFile):
        raise TypeError(f"expected SetupFile, got {type(file).__name__}")
    _check_one_of(file.format, SetupFormat)
    if not file.paths:
        raise ValueError("a file has no path")
    for path in _each(file.paths, str):
        if not path or "\0" in path or ".." in path.split("/"):
            raise ValueError(f"{path!r} is not the path of a configuration file")


def _check_key(key: tuple[str, ...], file: SetupFile | None) -> None:
    if not _each(key, str) or not all(key):
        raise ValueError(f"{key!r} is not a key")
    if len(key) > 1 and (file is None or file.format == "env"):
        raise ValueError(f"{'.'.join(key)} is not a variable: expected one name")


def _check_value(value: Any) -> None:
    if isinstance(value, Mapping):
        _texts(value)
        for part in value.values():
            _check_value(part)
    elif not isinstance(value, str | int | bool):
        raise TypeError(f"expected a string, a number, true, false or a mapping, got {type(value).__name__}")


def _check_one_of(word: str, words: Any) -> None:
    if word not in get_args(words):
        raise ValueError(f"{word!r}: expected one of {', '.join(get_args(words))}")


def _each(items: Any, of: type) -> tuple[Any, ...]:
    if not isinstance(items, tuple):
        raise TypeError(f"expected a tuple of {of.__name__}, got {type(items).__name__}")
    for item in items:
        if not isinstance(item, of):
            raise TypeError(f"expected {of.__name__}, got {type(item).__name__}")
    return items


def _texts(items: Iterable[Any]) -> None:
    for item in items:
        if not isinstance(item, str):
            raise TypeError(f"expected a string, got {type(item).__name__}")
