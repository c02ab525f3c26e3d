"""Copies recorded transcripts into tests/data/transcripts, made small: `python -m tools.copy_transcripts FOLDER`.

FOLDER has TOOL-VERSION/SCENARIO/ with `home`, `otlp` and `truth.json`. Made anew: the same files.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TARGET = Path(__file__).parent.parent / "tests" / "data" / "transcripts"
_TOOLS = ("claude-2.0.60", "claude-2.1.332", "codex-0.77.0", "codex-0.171.0", "gemini-0.20.2", "gemini-0.61.0")
_PLACES = {"claude": ".claude/projects", "codex": ".codex", "gemini": ".gemini"}
_KEPT = frozenset((".jsonl", ".json", ".project_root"))
_LEFT_OUT = frozenset(("history.jsonl", "logs.json"))
_TRUTH = ("version", "telemetry", "totals", "calls", "expected", "where")
_BULK = frozenset(
    (
        *("api-request", "api-request-shape", "api-request-blob", "attachment"),
        *("file-history-snapshot", "file-history-delta", "world_state"),
    )
)
_BULKY_KEYS = frozenset(("base_instructions", "instructions", "dynamic_tools", "replacement_history", "tools"))
_LONGEST = 200


def copy(source: Path) -> None:
    """Writes one folder per scenario: `home`, `truth.json` and all requests of `otlp` in `otlp.tar.xz`."""
    for folder in sorted(folder for tool in _TOOLS for folder in (source / tool).iterdir()):
        target = _TARGET / folder.parent.name / folder.name
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        tool = folder.parent.name.partition("-")[0]
        for path in sorted((folder / "home" / _PLACES[tool]).rglob("*")):
            if path.is_file() and path.name not in _LEFT_OUT and _kind(path) in _KEPT:
                _write(target / path.relative_to(folder), _small(path))
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        _write(target / "truth.json", _dumped(_without_texts({key: truth[key] for key in _TRUTH if key in truth})))
        if (folder / "otlp").exists():
            _write(target / "otlp.tar.xz", _archive(folder / "otlp"))


def _kind(path: Path) -> str:
    return path.suffix or path.name


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _small(path: Path) -> bytes:
    content = path.read_bytes()
    match path.suffix:
        case ".jsonl":
            return b"".join(_small_lines(content))
        case ".json":
            return _dumped(_shortened(json.loads(content)))
    return content


def _small_lines(content: bytes) -> Iterator[bytes]:
    for line in content.splitlines():
        value = json.loads(line)
        if value.get("type") not in _BULK:
            yield _dumped(_shortened(value))


def _shortened(value: Any) -> Any:
    match value:
        case str() if len(value) > _LONGEST:
            return value[:_LONGEST] + "…"
        case list():
            return [_shortened(item) for item in value]
        case dict():
            return {key: _shortened(item) for key, item in value.items() if key not in _BULKY_KEYS}
    return value


def _without_texts(truth: dict[str, Any]) -> dict[str, Any]:
    """The truth with the names of requested tools, but not what was asked of them."""
    for call in truth["calls"]:
        call["tools"] = [tool["name"] if isinstance(tool, dict) else tool for tool in call.get("tools", ())]
    return truth


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"


def _archive(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:xz", preset=9, format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(folder.iterdir()):
            entry = tarfile.TarInfo(path.name)
            entry.size = path.stat().st_size
            archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return buffer.getvalue()


if __name__ == "__main__":
    copy(Path(sys.argv[1]))
