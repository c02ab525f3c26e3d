"""The tools that plugins declare, and the services of each: declared ones, and those under which it was recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiobserver.model.columns import Signal
from aiobserver.model.declared import ContentText, DeltaRule, EventInfo, MetricInfo, Tool

_REMEMBERED = 10_000
ServiceTool = tuple[str, str]
"""(service name, id of a tool that sends under it)"""


@dataclass(frozen=True, slots=True, eq=False)
class ToolEntry:
    """All that a plugin declares about its tool."""

    plugin: str
    tool: Tool
    metrics: tuple[MetricInfo, ...]
    events: tuple[EventInfo, ...]
    delta_rules: tuple[DeltaRule, ...]
    dashboards: tuple[Mapping[str, Any], ...]
    content_attributes: tuple[str, ...]
    content_texts: tuple[ContentText, ...]


class Tools:
    """Service → tools. May be shared between threads: what is remembered is replaced as a whole.

    A service name that a tool declares is its own, whatever is sent under it. Any other belongs to the tools that were
    recognised under it (docs/decisions/0026).
    """

    def __init__(self, entries: Iterable[ToolEntry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_id = {entry.tool.id: entry for entry in self.entries}
        self._declared: dict[str, ToolEntry | None] = {}
        self._scopes: dict[str, ToolEntry | None] = {}
        self._recognised: dict[str, tuple[ToolEntry, ...]] = {}
        self._unsaved: set[ServiceTool] = set()

    def declared(self, service: str) -> ToolEntry | None:
        """The tool that declares a service: an exact service name beats a prefix."""
        with suppress(KeyError):
            return self._declared[service]
        owners = [entry for entry in self.entries if entry.tool.owns(service)]
        owners.sort(key=lambda entry: service not in entry.tool.services)
        return _remembered(self._declared, service, owners[0] if owners else None)

    def of(self, service: str) -> tuple[ToolEntry, ...]:
        """The tools that send under a service name, by id; several only if none declares it."""
        entry = self.declared(service)
        return (entry,) if entry else self._recognised.get(service, ())

    def sole(self, service: str) -> ToolEntry | None:
        """The tool that a service belongs to; None: to none or to several."""
        entries = self.of(service)
        return entries[0] if len(entries) == 1 else None

    def with_id(self, tool: str) -> ToolEntry | None:
        """The tool with this id."""
        return self._by_id.get(tool)

    def of_scope(self, scope: str) -> ToolEntry | None:
        """The tool that declares an instrumentation scope: an exact name beats a prefix, a long prefix a short one."""
        with suppress(KeyError):
            return self._scopes[scope]
        exact = next((entry for entry in self.entries if scope in entry.tool.scopes), None)
        found = exact or self._by_prefix(scope, lambda tool: tool.scope_prefixes)
        return _remembered(self._scopes, scope, found)

    def of_name(self, signal: Signal, name: str) -> ToolEntry | None:
        """The tool whose metric or log event has such a name; spans have names like any other program's."""
        if signal == "traces":
            return None
        if signal == "metrics":
            return self._by_prefix(name, lambda tool: tool.metric_prefixes)
        return self._by_prefix(name, lambda tool: (*tool.event_prefixes, *tool.metric_prefixes))

    def learn(self, service: str, entry: ToolEntry) -> None:
        """Note that the tool sends under this service name, which no tool declares."""
        known = self._recognised.get(service, ())
        if entry not in known and (known or len(self._recognised) < _REMEMBERED):
            self._recognised[service] = tuple(sorted((*known, entry), key=lambda each: each.tool.id))
            self._unsaved.add((service, entry.tool.id))

    def restore(self, stored: Iterable[ServiceTool]) -> None:
        """Restore what was learned and stored earlier, except for tools that are no longer declared."""
        for service, tool in stored:
            entry = self._by_id.get(tool)
            if entry is not None:
                self.learn(service, entry)
                self._unsaved.discard((service, tool))

    def unsaved(self, service: str) -> tuple[ServiceTool, ...]:
        """Recognised services that are not known to be stored yet."""
        if not self._unsaved:
            return ()
        pairs = ((service, entry.tool.id) for entry in self._recognised.get(service, ()))
        return tuple(pair for pair in pairs if pair in self._unsaved)

    def saved(self, pairs: Iterable[ServiceTool]) -> None:
        """These are stored."""
        self._unsaved.difference_update(pairs)

    def services_of(self, tool: str, *, shared: bool) -> tuple[str, ...]:
        """The services under which a tool was recognised, sorted: those of its own, or those of several tools."""
        found = [
            service
            for service, entries in list(self._recognised.items())
            if (len(entries) > 1) is shared and any(entry.tool.id == tool for entry in entries)
        ]
        return tuple(sorted(service for service in found if self.declared(service) is None))

    def recognised(self) -> list[tuple[str, tuple[ToolEntry, ...]]]:
        """(service, tools) of all services that no tool declares."""
        return [pair for pair in list(self._recognised.items()) if self.declared(pair[0]) is None]

    def _by_prefix(self, name: str, prefixes_of: Callable[[Tool], tuple[str, ...]]) -> ToolEntry | None:
        lengths = (
            (len(prefix), entry)
            for entry in self.entries
            for prefix in prefixes_of(entry.tool)
            if prefix and name.startswith(prefix)
        )
        return max(lengths, key=lambda found: found[0], default=(0, None))[1]


def _remembered(known: dict[str, ToolEntry | None], name: str, found: ToolEntry | None) -> ToolEntry | None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[name] = found
    return found
