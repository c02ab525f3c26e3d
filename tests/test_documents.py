"""The documents say what the code does."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from aiobserver import hookspecs
from aiobserver.config import SETTINGS
from tools.make_telemetry_docs import document

from aiobserver.plugins import Plugins

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
    assert f"test_{name.removeprefix('aiobserver_')}" in read("tests/test_example_plugin.py")


def test_the_configuration_page_lists_every_setting_and_no_other() -> None:
    rows = re.findall(r"^\| `(AI_\w+)` \| `(--[\w-]+)` \| `(.+?)` \| (.+) \|$", read("docs/configuration.md"), re.M)
    assert rows == [(setting.env, setting.flag, setting.default_text, setting.help) for setting in SETTINGS]


def test_the_telemetry_page_is_current() -> None:
    assert read("docs/telemetry.md") == document(Plugins.load())


def test_every_query_file_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "aiobserver").rglob("*.py"))
    names = [path.stem for path in (ROOT / "aiobserver/storage/sql").iterdir()]
    unused = [name for name in names if f'"{name}"' not in code and not name.startswith("writer_clear_")]
    assert unused == []


TOOL_NAMES = re.compile(r"claude|gemini|codex|anthropic|openai|google", re.IGNORECASE)


def test_no_tool_is_named_in_the_core() -> None:
    """`google.protobuf` is the name of a library, not of a tool."""
    files = [path for path in (ROOT / "aiobserver").rglob("*") if path.suffix in (".py", ".sql", ".yaml", ".js", ".html")]
    named = {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if TOOL_NAMES.search(line.replace("google.protobuf", "").replace("google.rpc", "").replace("googleapis.com", ""))
    }
    assert named == set()
