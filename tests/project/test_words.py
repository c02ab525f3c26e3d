"""Docstrings begin with what they name or do, not with a question word or a connective."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("aiobserver", "plugins")
UNWANTED = frozenset(
    (
        *("What", "Whether", "How", "Who", "Whose", "Whom", "When", "Where", "Why", "Which"),
        *("Of", "So", "From", "To", "By", "With", "Without", "Beside", "Besides"),
        *("As", "Between", "Since", "Than", "Until"),
    )
)


def docstrings(code: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every string that stands alone as a statement: docstrings, also those below constants."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text), lineno=line)):
                yield line, text


def found(code: str) -> list[tuple[int, str]]:
    """(line, first word) of docstrings that begin with an unwanted word."""
    words = ((line, text.split(maxsplit=1)[0].strip(".,:;") if text.strip() else "") for line, text in docstrings(code))
    return [(line, word) for line, word in words if word in UNWANTED]


@pytest.mark.parametrize("room", ROOMS)
def test_docstrings_begin_with_what_they_name_or_do(room: str) -> None:
    files = {path.relative_to(ROOT).as_posix(): path for path in sorted((ROOT / room).rglob("*.py"))}
    assert len(files) > 20
    assert {name: words for name, path in files.items() if (words := found(path.read_text(encoding="utf-8")))} == {}


def test_an_unwanted_word_is_found() -> None:
    code = '"""Whether it is."""\n\nNAME = 1\n"""Of the file."""\n\n\ndef which() -> None:\n    """Return which."""\n'
    assert found(code) == [(1, "Whether"), (4, "Of")]
