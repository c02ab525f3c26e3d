"""Finding, loading, listing and calling plugins; the isolation of their failures lives here and only here.

Plain pluggy aborts a whole call when one implementation raises, so the implementations are walked one by one: a
failing plugin costs its own decision and nothing else.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from aiobserver import hookspecs
from aiobserver.demo.records import DemoExport
from aiobserver.hook_results import (
    checked_dashboards,
    checked_demo,
    checked_derived,
    checked_positions,
    checked_sequence,
    checked_setup_edits,
    checked_text,
    checked_tool,
)
from aiobserver.model import (
    Content,
    ContentText,
    DeltaRule,
    DerivedPoint,
    EventInfo,
    MetricInfo,
    Records,
    ServiceSet,
    Tool,
    Unpriced,
)
from aiobserver.setup.edits import SetupEdits

log = logging.getLogger(__name__)

T = TypeVar("T")

GROUP = "aiobserver"
"""The entry-point group, for bundled and third-party plugins alike."""

_PREFIX = "aiobserver_"
_SWITCH_OFF_AFTER = 20
_KEPT_ERRORS = 5
_REMEMBERED_SERVICES = 10_000
_DEFAULT_SESSION = ("session.id",)


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """What `/api/tools` and `--plugins` show of a plugin."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]
    errors: tuple[str, ...]
    failures: int
    enabled: bool


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _Plugin:
    """One entry point and how it fares."""

    name: str
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)
    failures: int = 0
    in_a_row: int = 0
    enabled: bool = True

    def failed(self, doing: str, error: BaseException) -> None:
        message = f"{doing}: {type(error).__name__}: {error}"
        self.failures += 1
        self.in_a_row += 1
        self.errors = [*self.errors, message][-_KEPT_ERRORS:]
        log.error("plugin %s failed, %s", self.name, message)
        if self.in_a_row >= _SWITCH_OFF_AFTER and self.enabled:
            self.enabled = False
            log.error("plugin %s is switched off: it failed %d times in a row", self.name, self.in_a_row)

    def status(self) -> PluginStatus:
        return PluginStatus(
            self.name, self.distribution, self.version, self.hooks, tuple(self.errors), self.failures, self.enabled
        )


class Plugins:
    """The loaded plugins. Asking them never raises, whatever they do."""

    def __init__(self, manager: pluggy.PluginManager, plugins: Mapping[str, _Plugin]) -> None:
        self._manager = manager
        self._plugins = plugins
        self.entries = tuple(sorted(self._declared(), key=lambda entry: entry.tool.id))
        self._entry_of: dict[str, ToolEntry | None] = {}

    @classmethod
    def load(cls, disabled: Collection[str] = (), folders: Iterable[Path] = ()) -> Plugins:
        """All plugins of the entry-point group, by name, without the disabled ones.

        :param folders: where further ones are, unpacked or as wheels.
        """
        for folder in folders:
            _make_importable(folder)
        manager = pluggy.PluginManager("aiobserver")
        manager.add_hookspecs(hookspecs)
        plugins: dict[str, _Plugin] = {}
        for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
            if point.name not in plugins:
                plugins[point.name] = _load(manager, point, enabled=point.name not in disabled)
        return cls(manager, plugins)

    def statuses(self) -> tuple[PluginStatus, ...]:
        """How each plugin fares, by name."""
        return tuple(plugin.status() for plugin in self._plugins.values())

    def entry_of(self, service_name: str) -> ToolEntry | None:
        """The tool that owns a service: an exact service name beats a prefix."""
        if service_name not in self._entry_of:
            if len(self._entry_of) >= _REMEMBERED_SERVICES:
                self._entry_of.clear()
            owners = [entry for entry in self.entries if entry.tool.owns(service_name)]
            owners.sort(key=lambda entry: service_name not in entry.tool.services)
            self._entry_of[service_name] = owners[0] if owners else None
        return self._entry_of[service_name]

    def entry_named(self, tool: str) -> ToolEntry | None:
        """The tool with this id or alias."""
        name = tool.strip().lower()
        return next((entry for entry in self.entries if name in (entry.tool.id, *entry.tool.aliases)), None)

    def session_attributes(self, service_name: str) -> tuple[str, ...]:
        """The attributes that name the session in a service's records."""
        entry = self.entry_of(service_name)
        return entry.tool.session_attributes if entry else _DEFAULT_SESSION

    def content(self, service_name: str) -> Content:
        """What of a service's records is content; of a service that no tool owns: what any tool calls so."""
        entry = self.entry_of(service_name)
        entries = (entry,) if entry else self.entries
        return Content(
            attributes=frozenset(name for entry in entries for name in entry.content_attributes),
            texts=tuple(text for entry in entries for text in entry.content_texts) if entry else (),
            session_attributes=self.session_attributes(service_name),
        )

    def delta_rules(self, service_name: str) -> frozenset[str]:
        """The service's metrics that also produce `<name>.delta`."""
        entry = self.entry_of(service_name)
        return frozenset(rule.metric for rule in entry.delta_rules) if entry else frozenset()

    def setup_text(self, tool: str, endpoint: str, token: str | None = None) -> str | None:
        """How to connect a tool; None if no plugin knows it."""
        entry = self.entry_named(tool)
        known = entry.tool.id if entry else tool
        arguments = {"tool": known, "endpoint": endpoint, "token": token}
        return next((text for _, text in self._ask("setup_text", arguments, checked_text) if text is not None), None)

    def setup_edits(self, tool: str, endpoint: str, token: str | None = None) -> SetupEdits | None:
        """What to write into a tool's own configuration; None if no plugin tells."""
        entry = self.entry_named(tool)
        arguments = {"tool": entry.tool.id if entry else tool, "endpoint": endpoint, "token": token}
        return next((edits for _, edits in self._ask("setup_edits", arguments, checked_setup_edits)), None)

    def derive(self, logs: Records) -> list[DerivedPoint | Unpriced]:
        """Metric points made out of log records."""
        answers = self._ask("derive_metrics", {"logs": logs}, lambda result: checked_derived(result, len(logs)))
        return [point for _, points in answers for point in points]

    def drop(self, logs: Records) -> frozenset[int]:
        """Positions of log records not to store."""
        return self._positions("drop_logs", {"logs": logs}, len(logs))

    def session_roots(self, spans: Records) -> frozenset[int]:
        """Positions of spans whose children each start a virtual trace."""
        return self._positions("session_roots", {"spans": spans}, len(spans))

    def main_spans(self, spans: Records) -> frozenset[int]:
        """Positions of spans that are what a person did."""
        return self._positions("main_spans", {"spans": spans}, len(spans))

    def marking_services(self) -> ServiceSet:
        """The services whose main spans a plugin marks; not those of a plugin that is switched off."""
        hooks = getattr(self._manager.hook, f"{_PREFIX}main_spans").get_hookimpls()
        marking = {hook.plugin_name for hook in hooks if self._plugins[hook.plugin_name].enabled}
        tools = [entry.tool for entry in self.entries if entry.plugin in marking]
        others = [entry.tool for entry in self.entries if entry.plugin not in marking]
        return ServiceSet(
            names=tuple(name for tool in tools for name in tool.services),
            prefixes=tuple(prefix for tool in tools for prefix in tool.service_prefixes),
            others=tuple(name for tool in others for name in tool.services),
        )

    def demo(self, start_ns: int, end_ns: int, seed: int, encode: Callable[[DemoExport], T]) -> list[T]:
        """The samples of all plugins between two times, encoded; what cannot be encoded is a failure of its plugin."""
        arguments = {"start_ns": start_ns, "end_ns": end_ns, "seed": seed}
        answers = self._ask("demo", arguments, lambda result: list(map(encode, checked_demo(result, end_ns))))
        return [export for _, exports in answers for export in exports]

    def _positions(self, hook: str, arguments: Mapping[str, Records], count: int) -> frozenset[int]:
        answers = self._ask(hook, arguments, lambda result: checked_positions(result, count))
        return frozenset(position for _, positions in answers for position in positions)

    def _ask(self, hook: str, arguments: Mapping[str, Any], check: Callable[[Any], T]) -> Iterator[tuple[str, T]]:
        """(plugin, checked answer) of each plugin that answers, in pluggy's call order (`tryfirst` is honoured)."""
        for implementation in reversed(getattr(self._manager.hook, _PREFIX + hook).get_hookimpls()):
            plugin = self._plugins[implementation.plugin_name]
            if not plugin.enabled:
                continue
            try:
                result = implementation.function(*(arguments[name] for name in implementation.argnames))
                answer = None if result is None else check(result)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # even SystemExit of a plugin must not end the server
                plugin.failed(f"hook {_PREFIX}{hook}", error)
                continue
            plugin.in_a_row = 0
            if answer is not None:
                yield plugin.name, answer

    def _declared(self) -> Iterator[ToolEntry]:
        tools = dict(self._ask("tool", {}, checked_tool))
        metrics = self._sequences("metrics", MetricInfo)
        events = self._sequences("events", EventInfo)
        rules = self._sequences("delta_rules", DeltaRule)
        names = self._sequences("content_attributes", str)
        texts = self._sequences("content_texts", ContentText)
        dashboards = dict(self._ask("dashboards", {}, checked_dashboards))
        for name, tool in tools.items():
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

    def _sequences(self, hook: str, of: type[T]) -> dict[str, tuple[T, ...]]:
        return dict(self._ask(hook, {}, lambda result: checked_sequence(result, of)))


def _make_importable(folder: Path) -> None:
    """Adds a folder and the wheels in it to where Python looks, at the end: what is installed comes first."""
    if not folder.is_dir():
        log.warning("there is no folder of plugins %s", folder)
        return
    for place in (folder, *sorted(folder.glob("*.whl"))):
        if str(place) not in sys.path:
            sys.path.append(str(place))


def _load(manager: pluggy.PluginManager, point: EntryPoint, *, enabled: bool) -> _Plugin:
    """Loads and registers one entry point; whatever it does, the others go on."""
    plugin = _Plugin(
        point.name,
        distribution=(point.dist.name if point.dist else None) or "",
        version=point.dist.version if point.dist else "",
        enabled=enabled,
    )
    if not enabled:
        return plugin
    try:
        module = point.load()
        manager.register(module, name=point.name)
        manager.check_pending()
        plugin.hooks = tuple(sorted(_hooks(manager, module)))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # even SystemExit at import
        plugin.failed("loading", error)
        plugin.enabled = False
        if manager.has_plugin(point.name):
            manager.unregister(name=point.name)
    return plugin


def _hooks(manager: pluggy.PluginManager, module: object) -> Iterable[str]:
    return (caller.name for caller in manager.get_hookcallers(module) or ())
