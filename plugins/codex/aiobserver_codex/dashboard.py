"""The ready-made dashboard of Codex CLI."""

from __future__ import annotations

from typing import Any


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
        "config": config,
    }


DASHBOARD: dict[str, Any] = {
    "name": "Codex CLI",
    "description": "Cost, tokens, turns and tool calls.",
    "widgets": [
        _value("Cost", 1, 1, "codex_cli_rs.cost.usage"),
        _value("Input Tokens", 2, 1, "codex_cli_rs.token.usage", breakdownAttribute="type", breakdownValue="input"),
        _value("Output Tokens", 3, 1, "codex_cli_rs.token.usage", breakdownAttribute="type", breakdownValue="output"),
        _value(
            "Cached Tokens", 4, 1, "codex_cli_rs.token.usage", breakdownAttribute="type", breakdownValue="cacheRead"
        ),
        _chart("Tokens by Type", 1, 2, "codex_cli_rs.token.usage", "type"),
        _chart("Cost by Model", 3, 2, "codex_cli_rs.cost.usage", "model"),
        _chart("Turn Duration", 1, 3, "codex.turn.e2e_duration_ms", "model"),
        _chart("Tool Calls", 3, 3, "codex.tool.call", "tool"),
    ],
}
