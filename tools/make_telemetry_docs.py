"""Writes docs/telemetry.md out of what the bundled plugins declare; `--check` only tells whether it is current."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from aiobserver.hooks.host import Plugins
from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.declared import Breakdown, BreakdownValue, Tool

_TARGET = Path(__file__).parent.parent / "docs" / "telemetry.md"
_BUNDLED = ("claude", "codex", "gemini")
_HEAD = """\
# Telemetry

What each tool sends and what AI Observer makes of it. This page is made from the plugins by
`tools/make_telemetry_docs.py`; do not edit it.

A value that is *part of* another is contained in it: totals leave it out. Why sums over all tools on the dashboard
differ from these metrics is told in [API](api.md#sums-of-calls-sums-of-telemetry).
"""


def main() -> int:
    text = document(Plugins.load())
    if "--check" in sys.argv[1:]:
        if _TARGET.exists() and _TARGET.read_text(encoding="utf-8") == text:
            return 0
        print("docs/telemetry.md is not current; run: .venv/bin/python tools/make_telemetry_docs.py", file=sys.stderr)
        return 1
    _TARGET.write_text(text, encoding="utf-8")
    return 0


def document(plugins: Plugins) -> str:
    """The page, as Markdown."""
    sections = [_section(entry) for entry in plugins.entries if entry.plugin in _BUNDLED]
    return "\n".join([_HEAD, *sections])


def _section(entry: ToolEntry) -> str:
    return "\n".join(
        [
            f"## {entry.tool.title}",
            "",
            f"Services: {', '.join(f'`{name}`' for name in entry.tool.services)}",
            *(f"and all that begin with `{prefix}`" for prefix in entry.tool.service_prefixes),
            f"· session: {', '.join(f'`{name}`' for name in entry.tool.session_attributes)}",
            f"· under another service name known by {_signs(entry.tool)}",
            "",
            "### Metrics",
            "",
            "| metric | name | unit | kind | meaning |",
            "| --- | --- | --- | --- | --- |",
            *_metrics(entry),
            "",
            *_deltas(entry),
            "### Breakdowns",
            "",
            *_breakdowns(entry),
            "",
            "### Events",
            "",
            "| event | name | meaning | key attributes |",
            "| --- | --- | --- | --- |",
            *_events(entry),
            "",
            "### Content",
            "",
            "Attributes that hold content: " + ", ".join(f"`{name}`" for name in entry.content_attributes),
            "",
        ]
    )


def _signs(tool: Tool) -> str:
    scopes = [f"`{name}`" for name in tool.scopes] + [f"`{prefix}…`" for prefix in tool.scope_prefixes]
    names = [f"`{prefix}…`" for prefix in dict.fromkeys((*tool.event_prefixes, *tool.metric_prefixes))]
    return f"scopes {', '.join(scopes)} and names {', '.join(names)}"


def _metrics(entry: ToolEntry) -> Iterator[str]:
    for metric in entry.metrics:
        text = f"{metric.description} *{metric.note}*" if metric.note else metric.description
        yield f"| `{metric.name}` | {metric.display_name} | {metric.unit} | {metric.kind} | {text} |"


def _deltas(entry: ToolEntry) -> Iterator[str]:
    if entry.delta_rules:
        yield "Increments made of cumulative metrics:"
        yield ""
        yield from (f"- `{rule.metric}` → `{rule.delta_name}` ({rule.display_name})" for rule in entry.delta_rules)
        yield ""


def _breakdowns(entry: ToolEntry) -> Iterator[str]:
    for metric in entry.metrics:
        if metric.breakdowns:
            yield f"- `{metric.name}`: " + "; ".join(_breakdown(breakdown) for breakdown in metric.breakdowns)


def _breakdown(breakdown: Breakdown) -> str:
    values = ", ".join(_value(value) for value in breakdown.values)
    return f"`{breakdown.attribute}` ({breakdown.label})" + (f" = {values}" if values else "")


def _value(value: BreakdownValue) -> str:
    if not value.counted:
        return f"{value.value} (not counted)"
    return f"{value.value} (part of {value.part_of})" if value.part_of else value.value


def _events(entry: ToolEntry) -> Iterator[str]:
    for event in entry.events:
        text = f"{event.description} *{event.note}*" if event.note else event.description
        names = ", ".join(f"`{name}`" for name in event.key_attributes)
        yield f"| `{event.name}` | {event.display_name} | {text} | {names} |"


if __name__ == "__main__":
    sys.exit(main())
