"""The dashboard's files, read once: a request can only have what stands in this table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_SUFFIXES = {"br": ".br", "gzip": ".gz", "identity": ""}
"""File name suffixes of the build, by content coding; the smallest first."""

_NOT_BUILT = b"<!doctype html><title>AI Observer</title><p>The dashboard is not built: run <code>make setup</code>.\n"


@dataclass(frozen=True, slots=True)
class Body:
    """A file in one content coding."""

    data: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class File:
    """`bodies`: by content coding, the smallest first; `identity` is always there."""

    content_type: str
    cache_control: str
    bodies: Mapping[str, Body]


NOT_BUILT = File(_TYPES[".html"], "no-store", {"identity": Body(_NOT_BUILT, "not-built")})


def dashboard_folder() -> Path:
    """The folder of the built dashboard: in the package, or in the checkout around it."""
    package = Path(__file__).parents[2]
    installed = package / "dashboard"
    return installed if installed.is_dir() else package.parent / "frontend" / "dist"


def read_files(folder: Path) -> dict[str, File]:
    """URL path → file, of all files of known types; a link out of the folder is none, a missing folder is empty."""
    root = folder.resolve()
    found = {path: _read_file(root, path) for path in sorted(root.rglob("*")) if path.suffix in _TYPES}
    return {f"/{path.relative_to(root).as_posix()}": file for path, file in found.items() if file is not None}


def _read_file(root: Path, path: Path) -> File | None:
    contents = {coding: _content(root, Path(f"{path}{suffix}")) for coding, suffix in _SUFFIXES.items()}
    if contents["identity"] is None:
        return None
    hashed = path.parent == root / "assets"
    return File(
        content_type=_TYPES[path.suffix],
        cache_control="public, max-age=31536000, immutable" if hashed else "no-cache",
        bodies={coding: Body(data, _etag(data)) for coding, data in contents.items() if data is not None},
    )


def _content(root: Path, path: Path) -> bytes | None:
    target = path.resolve()
    return target.read_bytes() if target.is_relative_to(root) and target.is_file() else None


def _etag(data: bytes) -> str:
    return sha256(data).hexdigest()[:20]
