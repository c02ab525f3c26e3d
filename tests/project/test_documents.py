"""The documents say what the code does."""

from __future__ import annotations

import inspect
import json
import re
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from aiobserver.config import SETTINGS
from aiobserver.hooks import specs as hookspecs
from aiobserver.hooks.host import Plugins
from tools import make_api_docs
from tools.make_hostile_strings import strings
from tools.make_telemetry_docs import document

ROOT = Path(__file__).parents[2]
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


def test_the_api_page_is_current() -> None:
    page = read("docs/api.md")
    assert page == make_api_docs.document(page, make_api_docs.contract())


def test_the_api_page_has_every_call_and_every_shape() -> None:
    page, contract = read("docs/api.md"), make_api_docs.contract()
    calls = [f"`{method.upper()} {path}`" for path, item in contract["paths"].items() for method in item]
    assert [call for call in calls if f"| {call} |" not in page] == []
    assert [name for name in contract["components"]["schemas"] if f"### {name}\n" not in page] == []


def test_the_examples_of_the_api_page_have_the_shapes_of_answers() -> None:
    contract, page = make_api_docs.contract(), read("docs/api.md")
    answers = re.findall(r"^curl '?localhost:8080(/[\w/-]+)[^\n]*\n```\n\n```json\n(.*?)^```", page, re.M | re.S)
    assert len(answers) >= 4
    for path, text in answers:
        schema = contract["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema_rs.validate(schema | {"components": contract["components"]}, json.loads(text))


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    links = re.findall(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    local = [link or source for link, source in links if not (link or source).startswith(("http:", "https:"))]
    assert [link for link in local if not _leads_somewhere(page, link)] == []


def _leads_somewhere(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    return target.exists() and (not anchor or anchor in _anchors(target))


def _anchors(page: Path) -> set[str]:
    """Those that GitHub gives to the headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent == ROOT / "docs"], ids=lambda page: page.name)
def test_the_readme_leads_to_every_page(page: Path) -> None:
    assert f"(docs/{page.name})" in read("README.md")


def test_messages_on_the_page_on_trouble_are_those_of_the_code() -> None:
    tables = re.findall(r"^\| it says \|.*?\n\n", read("docs/troubleshooting.md"), re.M | re.S)
    quotes = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", "".join(tables), re.M)))
    pieces = [
        piece.strip(" :,'").removeprefix("is ")
        for quote in quotes
        for piece in re.split(r"…|\d[\d.]*|AI_OBSERVER_.*", quote)
    ]
    messages = _messages()
    assert len(quotes) >= 15
    assert [piece for piece in pieces if piece not in messages] == []


def _messages() -> str:
    """The code with its texts in one line each, without what is put into them."""
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "aiobserver").rglob("*.py")))
    return re.sub(r"\{[^{}]*\}", "…", re.sub(r'"\s+f?"', "", code))


def test_every_library_it_stands_on_is_named() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    dashboard = json.loads(read("frontend/package.json"))["dependencies"]
    names = [*(re.split(r"[<>=]", requirement)[0] for requirement in project), *dashboard]
    named = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\| (`.+?) \|", read("docs/acknowledgements.md"), re.M)))
    assert sorted(named) == sorted(names)


def test_every_query_file_is_used_beside_it() -> None:
    engine = ROOT / "aiobserver/store/duckdb"
    code = "".join(path.read_text(encoding="utf-8") for path in engine.rglob("*.py"))
    queries = {f"{path.parents[1].name}/{path.stem}" for path in engine.glob("*/sql/*.sql")}
    named = set(re.findall(r'"([a-z]+/[a-z_]+)"', code))
    assert len(queries) > 100
    assert queries - named == set()
    assert {name for name in named if (engine / name.split("/")[0]).is_dir()} - queries == set()


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
