"""Writes the reference in docs/api.md out of openapi.yaml; `--check` only tells whether it is current.

The text before the mark is written by hand.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_ROOT = Path(__file__).parent.parent
_CONTRACT = _ROOT / "aiobserver" / "api" / "openapi.yaml"
_TARGET = _ROOT / "docs" / "api.md"
_MARK = "<!-- from here on made by tools/make_api_docs.py; do not edit -->\n"
_WIDTH = 120
_FEW = 2

Schema = Mapping[str, Any]


def main() -> int:
    page = _TARGET.read_text(encoding="utf-8")
    text = document(page, contract())
    if "--check" in sys.argv[1:]:
        if page == text:
            return 0
        print("docs/api.md is not current; run: .venv/bin/python tools/make_api_docs.py", file=sys.stderr)
        return 1
    _TARGET.write_text(text, encoding="utf-8")
    return 0


def contract() -> Mapping[str, Any]:
    """openapi.yaml."""
    loaded: Mapping[str, Any] = yaml.safe_load(_CONTRACT.read_text(encoding="utf-8"))
    return loaded


def document(page: str, described: Mapping[str, Any]) -> str:
    """The page with the part behind the mark made anew, as Markdown."""
    written, mark, _ = page.partition(_MARK)
    if not mark:
        raise ValueError(f"docs/api.md lacks the line {_MARK.strip()}")
    return written + mark + "\n" + "\n".join(_Reference(described).lines()) + "\n"


class _Reference:
    """What openapi.yaml says, as tables."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        self._described = described
        self._schemas: Mapping[str, Schema] = described["components"]["schemas"]

    def lines(self) -> Iterator[str]:
        yield "## Calls"
        yield "\nParameters of many calls:\n"
        for each in self._described["components"]["parameters"].values():
            yield _item(f"`{each['name']}`: {each['description']}")
        for tag in self._described["tags"]:
            yield from self._family(tag["name"])
        yield "\n## Shapes\n"
        yield "A field with `?` can be missing."
        for name, schema in sorted(self._schemas.items()):
            yield from self._shape(name, schema)

    def _family(self, tag: str) -> Iterator[str]:
        calls = [
            (f"{method.upper()} {path}", operation)
            for path, item in self._described["paths"].items()
            for method, operation in item.items()
            if operation["tags"] == [tag]
        ]
        yield f"\n### {tag}\n"
        yield "| call | what it does | parameters | body | answer |"
        yield "| --- | --- | --- | --- | --- |"
        for call, operation in calls:
            names = ", ".join(f"`{each['name']}`" for each in self._parameters(operation) if each["in"] == "query")
            cells = (f"`{call}`", _cell(operation["summary"]), names, self._body(operation), self._answer(operation))
            yield f"| {' | '.join(cells)} |"
        yield from self._meanings([operation for _, operation in calls])
        for call, operation in calls:
            if "description" in operation:
                yield "\n" + textwrap.fill(f"`{call}`: {operation['description']}", _WIDTH, break_on_hyphens=False)

    def _meanings(self, operations: Sequence[Mapping[str, Any]]) -> Iterator[str]:
        """The parameters of these calls that are not those of many, each told once."""
        common = self._described["components"]["parameters"].values()
        own = [each for operation in operations for each in self._parameters(operation) if each not in common]
        told = dict.fromkeys(
            (each["name"], _line(each["description"]), each["in"] == "query" and each.get("required", False))
            for each in own
        )
        if told:
            yield ""
        for name, meaning, required in told:
            yield _item(f"`{name}`{' (required)' if required else ''}: {meaning}")

    def _parameters(self, operation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        return [self._resolved(each) for each in operation.get("parameters", ())]

    def _resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the document, or what it refers to."""
        found = part
        if "$ref" in part:
            found = self._described
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name]
        return found

    def _body(self, operation: Mapping[str, Any]) -> str:
        body = operation.get("requestBody")
        return self._type(body["content"]["application/json"]["schema"]) if body else ""

    def _answer(self, operation: Mapping[str, Any]) -> str:
        status, answer = next(each for each in operation["responses"].items() if each[0] < "300")
        content = self._resolved(answer).get("content", {})
        return f"{status} {self._type(content['application/json']['schema'])}" if content else status

    def _shape(self, name: str, schema: Schema) -> Iterator[str]:
        yield f"\n### {name}\n"
        if "properties" not in schema and "allOf" not in schema:
            yield self._type(schema)
            return
        for part in schema.get("allOf", ()):
            if "$ref" in part:
                yield f"All of {self._type(part)}, and:\n"
        yield "| field | type | meaning |"
        yield "| --- | --- | --- |"
        for part in schema.get("allOf", (schema,)):
            yield from self._fields(part, "")

    def _fields(self, schema: Schema, within: str) -> Iterator[str]:
        for name, field in schema.get("properties", {}).items():
            optional = "" if name in schema.get("required", ()) else "?"
            meaning = field.get("description", "")
            items = field.get("items", {})
            if not meaning and "properties" not in items:
                meaning = items.get("description", "")
            yield f"| `{within}{name}{optional}` | {self._type(field)} | {_cell(meaning)} |"
            yield from self._fields(field, f"{within}{name}.")
            yield from self._fields(items, f"{within}{name}[].")

    def _type(self, schema: Schema) -> str:
        """In few words."""
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            return f"[{name}](#{name.lower()})"
        if "const" in schema:
            return f"`{_json(schema['const'])}`"
        if "enum" in schema:
            return ", ".join(f"`{_json(value)}`" for value in schema["enum"])
        kind = schema.get("type", "any JSON")
        kinds = [kind] if isinstance(kind, str) else kind
        return " or ".join(self._of_kind(each, schema) for each in kinds)

    def _of_kind(self, kind: str, schema: Schema) -> str:
        if kind == "array":
            items = schema["items"]
            return f"list of {self._type(items)}" if "prefixItems" not in items else "list of pairs of numbers"
        if kind == "object":
            values = schema.get("additionalProperties")
            if isinstance(values, Mapping):
                return f"object of {self._type(values)}"
            names = list(schema.get("properties", {}))
            return f"object with {', '.join(f'`{name}`' for name in names)}" if 0 < len(names) <= _FEW else "object"
        if kind == "string":
            return _text(schema)
        if kind == "integer" and "maximum" in schema:
            return f"integer from {schema['minimum']} to {schema['maximum']}"
        return kind


def _text(schema: Schema) -> str:
    if schema.get("format") == "date-time":
        return "time"
    if "maxLength" in schema:
        return f"text of {schema['minLength']} to {schema['maxLength']} characters"
    return "text, not empty" if schema.get("minLength") else "text"


def _json(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _item(text: str) -> str:
    return textwrap.fill(f"- {text}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())
