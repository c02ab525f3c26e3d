"""Plugins from a folder, without installing them: for the executable and for every other installation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.plugins.example import example_wheel
from tests.server import Server

BUNDLED = {"claude", "codex", "gemini"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example plugin's wheel."""
    return example_wheel(tmp_path_factory.mktemp("wheel"))


def _unpack(wheel: Path, folder: Path) -> None:
    shutil.unpack_archive(wheel, folder, "zip")


def _names(listing: str) -> set[str]:
    return {line.split()[0] for line in listing.splitlines() if not line.startswith(" ")}


@pytest.mark.parametrize("fill", [shutil.copy, _unpack], ids=["as a wheel", "unpacked"])
def test_a_plugin_in_a_folder_works_as_an_installed_one(
    wheel: Path, tmp_path: Path, fill: Callable[[Path, Path], object]
) -> None:
    folder = tmp_path / "plugins"
    folder.mkdir()
    fill(wheel, folder)
    with Server(tmp_path / "server", {"AI_OBSERVER_PLUGIN_PATH": str(folder)}) as server:
        tools = server.api("/api/tools")
    assert "acme" in {tool["id"] for tool in tools["tools"]}
    (plugin,) = (plugin for plugin in tools["plugins"] if plugin["name"] == "acme")
    assert (plugin["distribution"], plugin["version"], plugin["errors"]) == ("acme-observer", "1.0.0", [])


def test_the_usual_folder_needs_no_setting(wheel: Path, tmp_path: Path) -> None:
    usual = tmp_path / ".config" / "ai-observer" / "plugins"
    usual.mkdir(parents=True)
    shutil.copy(wheel, usual)
    result = Server(tmp_path / "work", {"HOME": str(tmp_path)}, start=False).run("--plugins")
    assert _names(result.stdout) == {"acme", *BUNDLED}


def test_several_folders_are_separated_as_in_path(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    shutil.copy(wheel, tmp_path / "two")
    result = Server(tmp_path / "work", start=False).run("--plugin-path", f"../one:{tmp_path}/two", "--plugins")
    assert (_names(result.stdout), result.stderr) == ({"acme", *BUNDLED}, "")


def test_a_missing_folder_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    with Server(tmp_path, {"AI_OBSERVER_PLUGIN_PATH": str(tmp_path / "missing")}) as server:
        assert {tool["id"] for tool in server.api("/api/tools")["tools"]} == BUNDLED
    assert f"plugin folder {tmp_path / 'missing'} does not exist" in server.log


def test_files_that_are_no_plugins_cost_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "plugins"
    (folder / "torn-1.0.dist-info").mkdir(parents=True)
    (folder / "torn-1.0.dist-info" / "entry_points.txt").write_text("[aiobserver]\ntorn = torn_plugin\n")
    (folder / "damaged-1.0-py3-none-any.whl").write_bytes(b"PK\x03\x04 no archive")
    (folder / "click.py").write_text("raise SystemExit('what is installed comes first')")
    with Server(tmp_path / "server", {"AI_OBSERVER_PLUGIN_PATH": str(folder)}) as server:
        plugins = {plugin["name"]: plugin for plugin in server.api("/api/tools")["plugins"]}
    assert set(plugins) == {"torn", *BUNDLED}
    assert plugins["torn"]["enabled"] is False
    assert "torn_plugin" in plugins["torn"]["errors"][0]
