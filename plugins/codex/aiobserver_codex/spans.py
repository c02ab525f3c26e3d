"""Spans. Versions to 0.7x put a whole session into one trace; newer ones send hundreds of background spans a turn."""

from __future__ import annotations

from collections.abc import Iterable

from aiobserver import Records

_SESSION_ROOT = "new_session"
_MAIN = frozenset({"run_task", "turn/start", "codex.exec"})


def session_roots(spans: Records) -> Iterable[int]:
    """The root span of an old version's session."""
    parents = spans.column("ParentSpanId")
    return (position for position in spans.positions("SpanName", _SESSION_ROOT) if not parents[position])


def main_spans(spans: Records) -> Iterable[int]:
    """Tasks and turns."""
    return (position for position, name in enumerate(spans.column("SpanName")) if name in _MAIN)
