"""The documents say what the code does."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest

from aiobserver import hookspecs
from aiobserver.config import SETTINGS
from aiobserver.plugins import Plugins
from tools.make_hostile_strings import strings
from tools.make_telemetry_docs import document

ROOT = Path(__file__).parent.parent
HOOKS = {name: hook for name, hook in vars(hookspecs).items() if name.startswith("aiobserver_")}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_documented_with_its_signature(name: str) -> None:
    signature = str(inspect.signature(HOOKS[name])).replace("'", "")
    assert f"def {name}{signature}" in read("docs/plugins.md")


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_is_implemented_by_the_example(name: str) -> None:
    assert f"def {name}(" in read("tests/example_plugin/acme_observer/__init__.py")


@pytest.mark.parametrize("name", HOOKS)
def test_every_hook_has_a_test(name: str) -> None:
    tests = [line for line in read("tests/system/test_plugins.py").splitlines() if line.startswith("def test_")]
    assert any(name.removeprefix("aiobserver_") in line for line in tests)


def test_the_configuration_page_lists_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(AI_\w+)` \| `(--[\w-]+)` \| `(.+?)` \| (.+) \|$", read("docs/configuration.md"), re.M)
    assert rows == [(setting.env, setting.flag, setting.default_text, setting.help) for setting in SETTINGS]


def test_the_telemetry_page_is_current() -> None:
    assert read("docs/telemetry.md") == document(Plugins.load())


def test_every_query_file_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "aiobserver").rglob("*.py"))
    names = [path.stem for path in (ROOT / "aiobserver/storage/sql").iterdir()]
    built = re.findall(r'sql\(f"(\w+_)\{', code)
    unused = [name for name in names if f'"{name}"' not in code and not _is_built(name, built, code)]
    assert unused == []


def _is_built(name: str, beginnings: list[str], code: str) -> bool:
    """Whether the code joins the name of a known beginning and a word that it has."""
    return any(name.startswith(start) and f'"{name.removeprefix(start)}"' in code for start in beginnings)


TOOL_NAMES = re.compile(r"claude|gemini|codex|anthropic|openai", re.IGNORECASE)
TEXTS = (".py", ".sql", ".yaml", ".js", ".html")


def test_no_tool_is_named_in_the_core() -> None:
    named = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in (ROOT / "aiobserver").rglob("*")
        if path.suffix in TEXTS
        for line in path.read_text(encoding="utf-8").splitlines()
        if TOOL_NAMES.search(line)
    }
    assert named == set()


def test_the_corpus_of_hostile_strings_is_what_its_maker_makes() -> None:
    corpus = json.loads(read("tests/data/hostile-strings.json"))
    assert corpus == list(dict.fromkeys(strings()))
    assert len(corpus) >= 500
