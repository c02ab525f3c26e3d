"""Setting and removing keys in TOML text; tomlkit keeps comments, order and blanks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table, Whitespace

from aiobserver.model.setup import SetupValue


def load(text: str) -> dict[str, Any]:
    """The file's tables.

    :raises ValueError: it is no TOML, or tomlkit would not give it back as it is.
    """
    data = tomllib.loads(text)
    if tomlkit.dumps(_parsed(text)) != text:
        raise ValueError("it cannot be changed without reformatting it")
    return data


def with_value(text: str, key: tuple[str, ...], value: SetupValue) -> str:
    """The text with a key set; a table on the way to it is made, after all others."""
    text = text if not text or text.endswith("\n") else text + _newline(text)
    document = _parsed(text)
    table: MutableMapping[str, Any] = document
    for depth, name in enumerate(key[:-1]):
        if name not in table:
            if depth == 0 and text.strip():
                document.add(tomlkit.nl())
            table[name] = tomlkit.table()
        table = table[name]
        if not isinstance(table, MutableMapping):
            raise ValueError(f"{'.'.join(key[: depth + 1])} is not a table")
    with _before_what_introduces_the_next(table):
        table[key[-1]] = tomlkit.value(_inline(value))
    return _dumped(document, text)


def without(text: str, key: tuple[str, ...]) -> str:
    """The text without a key; without change if it is absent."""
    document = _parsed(text)
    table: Any = document
    for name in key[:-1]:
        if not isinstance(table, MutableMapping) or name not in table:
            return text
        table = table[name]
    if not isinstance(table, MutableMapping) or key[-1] not in table:
        return text
    last = len(key) == 1 and key[0] == list(document)[-1]
    del table[key[-1]]
    dumped = _dumped(document, text)
    blank = _newline(text) * 2
    return dumped.removesuffix(blank) + _newline(text) if last and dumped.endswith(blank) else dumped


@contextmanager
def _before_what_introduces_the_next(table: Any) -> Iterator[None]:
    """tomlkit counts blank lines and comments before the next table as this one's: what is added stands before them."""
    body = table.value.body if isinstance(table, Table) else []
    keys = [position for position, (name, _) in enumerate(body) if name is not None]
    ends = range(keys[-1] + 1 if keys else len(body), len(body))
    cut = next((place for place in ends if isinstance(body[place][1], Whitespace)), len(body))
    rest = body[cut:]
    del body[cut:]
    yield
    body.extend(rest)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise ValueError(str(error)) from None


def _dumped(document: tomlkit.TOMLDocument, original: str) -> str:
    """Dump with the line ends of the original: tomlkit adds line feeds only."""
    text = tomlkit.dumps(document)
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if _newline(original) == "\r\n" else text


def _inline(value: SetupValue) -> str:
    """A value in one line."""
    if not isinstance(value, Mapping):
        return tomlkit.item(value).as_string()
    parts = (f"{tomlkit.key(name).as_string()} = {_inline(part)}" for name, part in value.items())
    return "{ " + ", ".join(parts) + " }"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
