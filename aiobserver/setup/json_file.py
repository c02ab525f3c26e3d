"""Setting and removing keys in JSON text; all else, comments and blanks included, stays as it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from aiobserver.model.setup import SetupValue
from aiobserver.setup.jsonc import Member, Node, parse

_REST_OF_LINE = re.compile(r"(?:[ \t]*(?://[^\r\n]*|/\*[^\r\n]*?\*/))*")
_LINE_START = re.compile(r"^([ \t]+)\"", re.MULTILINE)
_BLANKS = " \t\r\n"


def load(text: str) -> dict[str, Any]:
    """The file's object; a file of blanks is an empty one.

    :raises ValueError: it is none.
    """
    if not text.strip():
        return {}
    node = parse(text)
    if not isinstance(node.value, dict):
        raise ValueError(f"expected an object, got {type(node.value).__name__}")
    return node.value


def with_value(text: str, key: tuple[str, ...], value: SetupValue) -> str:
    """The text with a key set; objects on the way to it are made."""
    text = text if text.strip() else "{}" + _newline(text)
    node = parse(text)
    for depth, name in enumerate(key):
        if not node.is_object:
            raise ValueError(f"{'.'.join(key[:depth])} is not an object")
        position = node.position(name)
        if position is None:
            return _inserted(text, node, name, _nested(key[depth + 1 :], value))
        node = node.members[position].value
    style = _Style.of(text, node)
    return text[: node.start] + style.rendered(value, style.base) + text[node.end :]


def without(text: str, key: tuple[str, ...]) -> str:
    """The text without a key; without change if it is absent."""
    node = parse(text)
    for name in key[:-1]:
        position = node.position(name)
        if position is None:
            return text
        node = node.members[position].value
    position = node.position(key[-1])
    return text if position is None else _removed(text, node, position)


@dataclass(frozen=True, slots=True)
class _Style:
    """The layout of an object's text."""

    newline: str
    """Empty if it stands in one line."""
    base: str
    """Blanks before the line in which it begins."""
    unit: str
    """Blanks that one level adds."""

    @classmethod
    def of(cls, text: str, node: Node) -> _Style:
        line = text[text.rfind("\n", 0, node.start) + 1 : node.start]
        base = line[: len(line) - len(line.lstrip(" \t"))]
        first = _LINE_START.search(text)
        unit = first[1] if first else "  "
        root = not text[: node.start].strip()
        in_lines = "\n" in text[node.start : node.end] or (not node.members and (root or "\n" in text.strip()))
        return cls(_newline(text) if in_lines else "", base, unit)

    def rendered(self, value: SetupValue, indent: str) -> str:
        if not self.newline:
            return json.dumps(value, ensure_ascii=False)
        text = json.dumps(value, ensure_ascii=False, indent=self.unit)
        return text.replace("\n", self.newline + indent)


def _inserted(text: str, node: Node, name: str, value: SetupValue) -> str:
    style = _Style.of(text, node)
    indent = style.base + style.unit
    if node.members and style.newline:
        start = node.members[-1].start
        before = text[text.rfind("\n", 0, start) + 1 : start]
        indent = indent if before.strip(" \t") else before
    member = f"{json.dumps(name, ensure_ascii=False)}: {style.rendered(value, indent)}"
    if not node.members:
        inside = text[node.start + 1 : node.end - 1]
        closing = style.newline + style.base if style.newline and "\n" not in inside else ""
        opening = style.newline + indent if style.newline else ""
        return text[: node.start + 1] + opening + member + inside + closing + text[node.end - 1 :]
    trailing = len(node.commas) == len(node.members)
    end = node.commas[-1] + 1 if trailing else node.members[-1].value.end
    comment = _REST_OF_LINE.match(text, end)
    line_end = comment.end() if comment else end
    added = (style.newline + indent if style.newline else " ") + member + ("," if trailing else "")
    return text[:end] + ("" if trailing else ",") + text[end:line_end] + added + text[line_end:]


def _removed(text: str, node: Node, position: int) -> str:
    member = node.members[position]
    cuts = [(_start_of_cut(text, member), member.value.end)]
    if position < len(node.commas):
        cuts.append((node.commas[position], node.commas[position] + 1))
    elif position:
        cuts.append((node.commas[position - 1], node.commas[position - 1] + 1))
    removed = 0
    for begin, end in sorted(cuts, reverse=True):
        text = text[:begin] + text[end:]
        removed += end - begin
    closing = node.end - removed - 1
    if not text[node.start + 1 : closing].strip(_BLANKS):
        text = text[: node.start + 1] + text[closing:]
    return text


def _start_of_cut(text: str, member: Member) -> int:
    """Blanks before a member go with it, but not the line end of a comment if something else follows in the line."""
    start = len(text[: member.start].rstrip(_BLANKS))
    line_end = text.rfind("\n", start, member.start)
    comment = "//" in text[text.rfind("\n", 0, start) + 1 : start]
    goes_on = not text[member.value.end :].lstrip(" \t,").startswith(("\r", "\n", "//"))
    return line_end + 1 if comment and goes_on and line_end >= 0 else start


def _nested(key: tuple[str, ...], value: SetupValue) -> SetupValue:
    for name in reversed(key):
        value = {name: value}
    return value


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
