"""Setting and removing variables in a file of lines `NAME=value`."""

from __future__ import annotations

import re

from aiobserver.model.setup import SetupValue

_LINE = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.]*)[ \t]*=[ \t]*(.*?)[ \t]*$")
_PLAIN = re.compile(r"[\w./:@%+=,-]*")


def load(text: str) -> dict[str, str]:
    """The variables; of several lines with one name the last counts.

    :raises ValueError: a line is something else, or a quoted text goes over several lines.
    """
    return {found[0]: found[1] for line in _lines(text) if (found := _variable(line)) is not None}


def with_value(text: str, key: tuple[str, ...], value: SetupValue) -> str:
    """The text with a variable set: in its line, else in a new one at the end."""
    line = f"{key[0]}={_quoted(str(value))}"
    lines = _lines(text)
    places = _places(lines, key[0])
    newline = "\r\n" if "\r\n" in text else "\n"
    if places:
        lines[places[-1]] = line + lines[places[-1]][len(lines[places[-1]].rstrip("\r\n")) :]
        return "".join(lines)
    return text + (newline if text and not text.endswith("\n") else "") + line + newline


def without(text: str, key: tuple[str, ...]) -> str:
    """The text without a variable; without change if it is absent."""
    lines = _lines(text)
    gone = set(_places(lines, key[0]))
    return "".join(line for position, line in enumerate(lines) if position not in gone)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _places(lines: list[str], name: str) -> list[int]:
    found = (_variable(line) for line in lines)
    return [position for position, variable in enumerate(found) if variable is not None and variable[0] == name]


def _variable(line: str) -> tuple[str, str] | None:
    stripped = line.strip()
    if not stripped or stripped.startswith("#"):
        return None
    match = _LINE.match(line.rstrip("\r\n"))
    if match is None:
        raise ValueError(f"expected NAME=value, got {stripped[:40]!r}")
    name, value = match[1], match[2]
    if value[:1] in ('"', "'", "`"):
        end = value.find(value[0], 1)
        if end < 0:
            raise ValueError(f"{name} has a value of several lines")
        return name, value[1:end]
    return name, value.split(" #", 1)[0].rstrip()


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    return f"'{value}'" if '"' in value else f'"{value}"'
