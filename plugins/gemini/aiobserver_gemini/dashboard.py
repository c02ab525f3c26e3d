"""The ready-made dashboard of Gemini CLI."""

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
    "name": "Gemini CLI",
    "description": "Cost, tokens, requests and tool calls.",
    "widgets": [
        _value("Cost", 1, 1, "gemini_cli.cost.usage"),
        _value("Sessions", 2, 1, "gemini_cli.session.count.delta"),
        _value("API Requests", 3, 1, "gemini_cli.api.request.count.delta"),
        _value("Tool Calls", 4, 1, "gemini_cli.tool.call.count"),
        _chart("Tokens by Type", 1, 2, "gemini_cli.token.usage.delta", "type"),
        _chart("Cost by Model", 3, 2, "gemini_cli.cost.usage", "model"),
        _chart("API Latency", 1, 3, "gemini_cli.api.request.latency", "model"),
        _chart("Lines Changed", 3, 3, "gemini_cli.lines.changed", "type"),
    ],
}
