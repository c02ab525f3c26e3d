"""`/api/tools`: what the plugins declare. The page takes every tool-specific word from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon.asgi

from aiobserver.api.http.media import answer
from aiobserver.api.services import Services
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.hooks.plugin import PluginStatus
from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.declared import Breakdown, EventInfo, MetricInfo

_TOKEN_PLACEHOLDER = "YOUR_TOKEN"


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    token = _TOKEN_PLACEHOLDER if services.config.token else None
    resource = ToolsResource(services.plugins, services.asking, services.config.otlp_endpoint, token)
    return (("/api/tools", resource, None),)


class ToolsResource:
    """All tools and plugins."""

    def __init__(self, plugins: Plugins, thread: WatchedThread, endpoint: str, token: str | None) -> None:
        """:param token: what stands for the token in set-up texts; the token itself never leaves the server."""
        self._plugins = plugins
        self._thread = thread
        self._endpoint = endpoint
        self._token = token

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        tools = await self._thread.run(lambda: [self._tool(entry) for entry in self._plugins.entries])
        answer(
            resp,
            {
                "endpoint": self._endpoint,
                "tools": tools,
                "plugins": [plugin_shape(status) for status in self._plugins.statuses()],
            },
        )

    def _tool(self, entry: ToolEntry) -> dict[str, Any]:
        tool = entry.tool
        recognised = self._plugins.tools.services_of(tool.id, shared=False)
        return {
            "id": tool.id,
            "title": tool.title,
            "colour": tool.colour,
            "plugin": entry.plugin,
            "services": (*tool.services, *recognised),
            "recognisedServices": recognised,
            "sharedServices": self._plugins.tools.services_of(tool.id, shared=True),
            "servicePrefixes": tool.service_prefixes,
            "metricPrefixes": tool.metric_prefixes,
            "scopes": tool.scopes,
            "scopePrefixes": tool.scope_prefixes,
            "eventPrefixes": tool.event_prefixes,
            "aliases": tool.aliases,
            "sessionAttributes": tool.session_attributes,
            "metrics": [_metric(metric) for metric in entry.metrics],
            "events": [_event(event) for event in entry.events],
            "deltaMetrics": [rule.metric for rule in entry.delta_rules],
            "dashboards": entry.dashboards,
            "contentAttributes": entry.content_attributes,
            "setupText": self._plugins.setup_text(tool.id, self._endpoint, self._token) or "",
        }


def plugin_shape(status: PluginStatus) -> dict[str, Any]:
    """The status of a plugin."""
    return {
        "name": status.name,
        "distribution": status.distribution,
        "version": status.version,
        "hooks": status.hooks,
        "errors": status.errors,
        "failures": status.failures,
        "enabled": status.enabled,
    }


def _metric(metric: MetricInfo) -> dict[str, Any]:
    return {
        "name": metric.name,
        "displayName": metric.display_name,
        "unit": metric.unit,
        "kind": metric.kind,
        "description": metric.description,
        "breakdowns": [_breakdown(breakdown) for breakdown in metric.breakdowns],
        **_present(role=metric.role, note=metric.note),
    }


def _breakdown(breakdown: Breakdown) -> dict[str, Any]:
    return {
        "attribute": breakdown.attribute,
        "label": breakdown.label,
        "values": [
            {
                "value": value.value,
                "label": value.label,
                **_present(partOf=value.part_of),
                **({} if value.counted else {"counted": False}),
            }
            for value in breakdown.values
        ],
    }


def _event(event: EventInfo) -> dict[str, Any]:
    return {
        "name": event.name,
        "displayName": event.display_name,
        "description": event.description,
        "keyAttributes": event.key_attributes,
        **_present(
            role=event.role,
            errorAttribute=event.error_attribute,
            uncountedAttribute=event.uncounted_attribute,
            note=event.note,
        ),
    }


def _present(**fields: str | None) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
