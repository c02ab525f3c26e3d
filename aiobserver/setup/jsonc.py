"""JSON with comments and trailing commas, with the place of everything in the text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

_TRIVIA = re.compile(r"(?:[ \t\r\n]+|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_SCALAR = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Member:
    """A key of an object; `start` is the offset of its opening quote."""

    name: str
    start: int
    value: Node


@dataclass(frozen=True, slots=True)
class Node:
    """A value, from offset `start` to before `end`."""

    start: int
    end: int
    value: Any
    members: tuple[Member, ...] = ()
    commas: tuple[int, ...] = ()
    """Offsets of an object's commas; as many as members if there is a trailing one."""

    @property
    def is_object(self) -> bool:
        return isinstance(self.value, dict)

    def position(self, name: str) -> int | None:
        """The position of the member with this name.

        :raises ValueError: several have it, and programs differ in which one counts.
        """
        found = [position for position, member in enumerate(self.members) if member.name == name]
        if len(found) > 1:
            raise ValueError(f"the key {name!r} occurs {len(found)} times")
        return found[0] if found else None


def parse(text: str) -> Node:
    """The text's one value.

    :raises ValueError: with line and column.
    """
    parser = _Parser(text)
    node = parser.value(0)
    parser.skip()
    if parser.at < len(text):
        parser.fail("expected the end of the file")
    return node


class _Parser:
    """Recursive descent; `at` is the offset of what comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def fail(self, message: str) -> None:
        line = self.text.count("\n", 0, self.at) + 1
        column = self.at - self.text.rfind("\n", 0, self.at)
        raise ValueError(f"line {line}, column {column}: {message}")

    def skip(self) -> None:
        match = _TRIVIA.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def take(self, sign: str) -> bool:
        """Consume the next character if it is this one. Return whether it was."""
        self.skip()
        found = self.text.startswith(sign, self.at)
        self.at += found
        return found

    def value(self, depth: int) -> Node:
        self.skip()
        if depth > _DEEPEST:
            self.fail(f"nested deeper than {_DEEPEST}")
        if self.text.startswith("{", self.at):
            return self._object(depth)
        if self.text.startswith("[", self.at):
            return self._array(depth)
        return self._plain(_STRING if self.text.startswith('"', self.at) else _SCALAR, "a value")

    def _plain(self, pattern: re.Pattern[str], expected: str) -> Node:
        match = pattern.match(self.text, self.at)
        if match is None:
            self.fail(f"expected {expected}")
            raise AssertionError
        try:
            value = json.loads(match[0])
        except ValueError:
            self.fail(f"expected {expected}, got {match[0][:40]}")
        self.at = match.end()
        return Node(match.start(), match.end(), value)

    def _array(self, depth: int) -> Node:
        start, items = self.at, []
        self.at += 1
        while not self.take("]"):
            items.append(self.value(depth + 1).value)
            if not self.take(","):
                if not self.take("]"):
                    self.fail("expected , or ]")
                break
        return Node(start, self.at, items)

    def _object(self, depth: int) -> Node:
        start = self.at
        members: list[Member] = []
        commas: list[int] = []
        self.at += 1
        while not self.take("}"):
            name = self._plain(_STRING, "a key in double quotes")
            if not self.take(":"):
                self.fail("expected :")
            members.append(Member(name.value, name.start, self.value(depth + 1)))
            if not self.take(","):
                if not self.take("}"):
                    self.fail("expected , or }")
                break
            commas.append(self.at - 1)
        value = {member.name: member.value.value for member in members}
        return Node(start, self.at, value, tuple(members), tuple(commas))
