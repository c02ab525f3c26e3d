"""The ready-made dashboard of Claude Code."""

from __future__ import annotations

from typing import Any

_SERVICE = "claude-code"


def _value(title: str, column: int, row: int, metric: str, **config: str) -> dict[str, Any]:
    return _widget("metric_value", title, (column, row, 1), {"metricName": metric, **config})


def _chart(title: str, column: int, row: int, metric: str, breakdown: str) -> dict[str, Any]:
    return _widget(
        "metric_chart",
        title,
        (column, row, 2),
        {"metricName": metric, "breakdownAttribute": breakdown, "chartStacked": True},
    )


def _widget(kind: str, title: str, place: tuple[int, int, int], config: dict[str, Any]) -> dict[str, Any]:
    column, row, span = place
    return {
        "widgetType": kind,
        "title": title,
        "gridColumn": column,
        "gridRow": row,
        "colSpan": span,
        "rowSpan": 1,
        "config": {"service": _SERVICE, **config},
    }


DASHBOARD: dict[str, Any] = {
    "name": "Claude Code",
    "description": "Cost, tokens, edits and active time.",
    "widgets": [
        _value("Cost", 1, 1, "claude_code.cost.usage"),
        _value("Sessions", 2, 1, "claude_code.session.count"),
        _value(
            "Lines Added", 3, 1, "claude_code.lines_of_code.count", breakdownAttribute="type", breakdownValue="added"
        ),
        _value("Commits", 4, 1, "claude_code.commit.count"),
        _chart("Tokens by Type", 1, 2, "claude_code.token.usage", "type"),
        _chart("Cost by Model", 3, 2, "claude_code.cost.usage", "model"),
        _chart("Edit Decisions", 1, 3, "claude_code.code_edit_tool.decision", "decision"),
        _chart("Active Time", 3, 3, "claude_code.active_time.total", "type"),
    ],
}
