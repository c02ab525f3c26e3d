"""Asks plugins about their tools."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from aiobserver.hooks.plugin import LoadedPlugin
from aiobserver.hooks.results import (
    checked_dashboards,
    checked_declarations,
    checked_instances,
    checked_texts,
    checked_tool,
)
from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.declared import ContentText, DeltaRule, EventInfo, MetricInfo

T = TypeVar("T")


class Ask(Protocol):
    """Asks each plugin by a hook: (plugin, checked answer) of each that answers."""

    def __call__(
        self, hook: str, arguments: Mapping[str, Any], check: Callable[[Any], T]
    ) -> Iterator[tuple[str, T]]: ...


def declared_tools(ask: Ask, plugins: Mapping[str, LoadedPlugin]) -> Iterator[ToolEntry]:
    """Declarations of plugins about their tools; a tool that is another plugin's already is a failure."""
    tools = dict(ask("tool", {}, checked_tool))
    metrics = _declarations(ask, "metrics", MetricInfo, "name")
    events = _declarations(ask, "events", EventInfo, "name")
    rules = _declarations(ask, "delta_rules", DeltaRule, "metric")
    names = dict(ask("content_attributes", {}, checked_texts))
    texts = dict(ask("content_texts", {}, lambda result: checked_instances(result, ContentText)))
    dashboards = dict(ask("dashboards", {}, checked_dashboards))
    owners: dict[str, str] = {}
    for name, tool in sorted(tools.items()):  # by name, whoever wants to be asked first
        owner = owners.setdefault(tool.id, name)
        if owner != name:
            plugins[name].failed("hook aiobserver_tool", ValueError(f"{tool.id!r} is the tool of {owner}"))
            continue
        yield ToolEntry(
            name,
            tool,
            metrics.get(name, ()),
            events.get(name, ()),
            rules.get(name, ()),
            dashboards.get(name, ()),
            names.get(name, ()),
            texts.get(name, ()),
        )


def _declarations(ask: Ask, hook: str, of: type[T], key: str) -> dict[str, tuple[T, ...]]:
    return dict(ask(hook, {}, lambda result: checked_declarations(result, of, key)))
