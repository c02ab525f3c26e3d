"""The dashboard of the first start: questions about all tools, answered by what their plugins declare."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from aiobserver.errors import NotFound
from aiobserver.store.contract import Dashboards
from aiobserver.store.dashboards import NewWidget, Placement

_NAME = "Overview"
_DESCRIPTION = "Cost, tokens, latency and failures of all tools."


def _stacked(role: str, breakdown: str) -> dict[str, Any]:
    return {"role": role, "breakdownAttribute": breakdown, "chartStacked": True}


_WIDGETS: tuple[NewWidget, ...] = (
    NewWidget("metric_value", "Cost", Placement(1, 1, 1, 1), {"role": "cost", "back": "24h"}),
    NewWidget("metric_value", "Tokens", Placement(2, 1, 1, 1), {"role": "tokens", "back": "24h"}),
    NewWidget("stats_sessions", "Sessions", Placement(3, 1, 1, 1), {"back": "24h"}),
    NewWidget("event_value", "Failed Requests", Placement(4, 1, 1, 1), {"eventRole": "error", "back": "24h"}),
    NewWidget("metric_chart", "Cost by Tool", Placement(1, 2, 2, 1), _stacked("cost", "tool")),
    NewWidget("metric_chart", "Cost by Model", Placement(3, 2, 2, 1), _stacked("cost", "model")),
    NewWidget("metric_chart", "Tokens by Type", Placement(1, 3, 2, 1), _stacked("tokens", "type")),
    NewWidget(
        "event_chart",
        "Latency of Requests, p95",
        Placement(3, 3, 2, 1),
        {"eventRole": "request", "value": "duration_ms", "stat": "p95", "chartStyle": "lines"},
    ),
    NewWidget("event_table", "Slowest and Failing Tool Calls", Placement(1, 4, 2, 2), {"eventRole": "tool_call"}),
    NewWidget(
        "event_chart",
        "Failed Requests by Tool",
        Placement(3, 4, 2, 1),
        {"eventRole": "error", "breakdownAttribute": "tool", "chartStacked": True},
    ),
    NewWidget("active_services", "Active Services", Placement(3, 5, 2, 1), {}),
    NewWidget("recent_activity", "Recent Traces", Placement(1, 6, 4, 2), {}),
)

# What earlier versions created at first start.
_PLAIN = (
    ("stats_traces", "Traces", Placement(1, 1, 1, 1)),
    ("stats_metrics", "Metrics", Placement(2, 1, 1, 1)),
    ("stats_logs", "Logs", Placement(3, 1, 1, 1)),
    ("stats_error_rate", "Error Rate", Placement(4, 1, 1, 1)),
    ("active_services", "Active Services", Placement(1, 2, 2, 1)),
    ("recent_activity", "Recent Traces", Placement(1, 3, 4, 1)),
)


async def create_default(dashboards: Dashboards, now_ns: int) -> None:
    """Create the default dashboard."""
    await dashboards.create(_NAME, _DESCRIPTION, is_default=True, now_ns=now_ns, widgets=_WIDGETS)


async def renew_default(dashboards: Dashboards, now_ns: int) -> None:
    """Replace the default dashboard of earlier versions, unless the user changed or deleted it."""
    with suppress(NotFound):
        dashboard, widgets = await dashboards.default()
        found = tuple((widget.widget_type, widget.title, widget.placement) for widget in widgets)
        untouched = dashboard.created_at == dashboard.updated_at
        untouched = untouched and all(widget.created_at == widget.updated_at for widget in widgets)
        if untouched and dashboard.name == _NAME and found == _PLAIN:
            await dashboards.create(
                _NAME, _DESCRIPTION, is_default=True, now_ns=now_ns, widgets=_WIDGETS, instead_of=dashboard.id
            )
