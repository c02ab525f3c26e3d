"""Finding, loading, listing and calling plugins; the isolation of their failures lives here and only here.

Plain pluggy aborts a whole call when one implementation raises, so the implementations are walked one by one: a
failing plugin costs its own decision and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import pluggy

from aiobserver.hooks import specs as hookspecs
from aiobserver.hooks.declaring import declared_tools
from aiobserver.hooks.isolation.call import HookCall, HookGivenUp
from aiobserver.hooks.isolation.quarantine import Quarantine
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.hooks.isolation.watchdog import Watchdog, call_hook
from aiobserver.hooks.plugin import LOADING, LoadedPlugin, PluginStatus, find_plugins, load_plugin, versions
from aiobserver.hooks.results import (
    checked_calls,
    checked_demo,
    checked_derived,
    checked_positions,
    checked_setup_edits,
    checked_text,
)
from aiobserver.hooks.results_history import checked_folders, checked_understood
from aiobserver.hooks.tools import ToolEntry, Tools
from aiobserver.model.batch import Records
from aiobserver.model.declared import Content, ServiceSet
from aiobserver.model.demo import DemoExport
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.model.history import Transcript, TranscriptFolder, Understood
from aiobserver.model.ledger import Sighting
from aiobserver.model.setup import SetupEdits

T = TypeVar("T")

_PREFIX = "aiobserver_"
_DEFAULT_SESSION = ("session.id",)

_BUDGET_S = 5.0
_BUDGET_OF_A_RECORD_S = 0.0001
_BUDGET_OF_A_BYTE_S = 1e-6
_DEMO_BUDGET_S = 60.0


class Plugins:
    """The loaded plugins. Asking them never raises, whatever they do; a hook that takes too long costs its thread."""

    def __init__(self, manager: pluggy.PluginManager, plugins: Mapping[str, LoadedPlugin], watchdog: Watchdog) -> None:
        self._manager = manager
        self._plugins = plugins
        self._watchdog = watchdog
        self.tools = Tools()

    @classmethod
    def load(
        cls,
        disabled: Collection[str] = (),
        quarantined: Mapping[str, str] | None = None,
        watchdog: Watchdog | None = None,
        found: Mapping[str, EntryPoint] | None = None,
    ) -> Plugins:
        """All plugins of the entry-point group, by name, without the disabled ones.

        :param quarantined: plugin → why it is not loaded.
        :param watchdog: a running one; without it only loading is watched.
        :param found: what `find_plugins` told, if it was asked already: it takes some milliseconds.
        """
        with nullcontext(watchdog) if watchdog else Watchdog.for_a_while() as started:
            thread = WatchedThread(started, "load-plugins")
            manager = pluggy.PluginManager("aiobserver")
            manager.add_hookspecs(hookspecs)
            plugins: dict[str, LoadedPlugin] = {}
            for number, (name, point) in enumerate((find_plugins() if found is None else found).items()):
                plugin = plugins[name] = LoadedPlugin(
                    name,
                    number,
                    distribution=(point.dist.name if point.dist else None) or "",
                    version=point.dist.version if point.dist else "",
                    enabled=name not in disabled,
                )
                if plugin.enabled and quarantined and name in quarantined:
                    plugin.quarantine(quarantined[name])
                thread.call(partial(load_plugin, manager, point, plugin, started))
            loaded = cls(manager, plugins, started)
            loaded.tools = Tools(thread.call(loaded.declared))
            thread.close()
        return loaded

    @classmethod
    def beside(cls, database: Path, disabled: Collection[str] = (), folders: Iterable[Path] = ()) -> Plugins:
        """Load the plugins for a command, without those quarantined by the server of this database.

        :param folders: where further ones are, unpacked or as wheels.
        """
        found = find_plugins(folders)
        return cls.load(disabled, Quarantine(database).reasons(versions(found)), found=found)

    @staticmethod
    def hook_names() -> tuple[str, ...]:
        """Everything of a plugin that can run."""
        return (LOADING, *(name for name in vars(hookspecs) if name.startswith(_PREFIX)))

    def thread(self, name: str) -> WatchedThread:
        """A thread in which hooks may be called; when one hangs, another thread replaces it and skips that hook."""
        return WatchedThread(self._watchdog, name)

    def declared(self) -> tuple[ToolEntry, ...]:
        """Ask the plugins about their tools; entries by id."""
        return tuple(sorted(declared_tools(self._ask, self._plugins), key=lambda entry: entry.tool.id))

    @property
    def entries(self) -> tuple[ToolEntry, ...]:
        """The tools that plugins declared, by id."""
        return self.tools.entries

    def statuses(self) -> tuple[PluginStatus, ...]:
        """The status of each plugin, by name."""
        return tuple(plugin.status() for plugin in self._plugins.values())

    def entry_of(self, service_name: str) -> ToolEntry | None:
        """The tool that a service belongs to; None: to none, or to several."""
        return self.tools.sole(service_name)

    def entry_named(self, tool: str) -> ToolEntry | None:
        """The tool with this id or alias."""
        name = tool.strip().lower()
        return next((entry for entry in self.entries if name in (entry.tool.id, *entry.tool.aliases)), None)

    def session_attributes(self, service_name: str) -> tuple[str, ...]:
        """The attributes that name the session in a service's records."""
        entry = self.entry_of(service_name)
        return entry.tool.session_attributes if entry else _DEFAULT_SESSION

    def content(self, service_name: str) -> Content:
        """User content in a service's records; for a service that no tool owns, the content of any tool."""
        entry = self.entry_of(service_name)
        entries = (entry,) if entry else self.entries
        return Content(
            attributes=frozenset(name for entry in entries for name in entry.content_attributes),
            texts=tuple(text for entry in entries for text in entry.content_texts) if entry else (),
            session_attributes=self.session_attributes(service_name),
        )

    def delta_rules(self, service_name: str) -> frozenset[str]:
        """The service's metrics that also produce `<name>.delta`."""
        return frozenset(rule.metric for entry in self.tools.of(service_name) for rule in entry.delta_rules)

    def setup_text(self, tool: str, endpoint: str, token: str | None = None) -> str | None:
        """Instructions for connecting a tool; None if no plugin knows it."""
        entry = self.entry_named(tool)
        known = entry.tool.id if entry else tool
        arguments = {"tool": known, "endpoint": endpoint, "token": token}
        return next((text for _, text in self._ask("setup_text", arguments, checked_text) if text is not None), None)

    def setup_edits(self, tool: str, endpoint: str, token: str | None = None) -> SetupEdits | None:
        """Edits of a tool's own configuration; None if no plugin has any."""
        entry = self.entry_named(tool)
        arguments = {"tool": entry.tool.id if entry else tool, "endpoint": endpoint, "token": token}
        return next((edits for _, edits in self._ask("setup_edits", arguments, checked_setup_edits)), None)

    def derive(self, logs: Records) -> list[DerivedPoint | Unpriced]:
        """Metric points made out of log records."""
        count = len(logs)
        answers = self._ask(
            "derive_metrics", {"logs": logs}, lambda result: checked_derived(result, count), _budget_s(count)
        )
        return [point for _, points in answers for point in points]

    def calls(self, records: Records) -> list[tuple[str, Sighting]]:
        """(id of the tool, sighting) of each call, tool call, turn or session that log records or spans tell of."""
        count = len(records)
        answers = self._ask(
            "calls", {"records": records}, lambda result: checked_calls(result, count), _budget_s(count)
        )
        tools = self._tools_of_plugins()
        return [(tools.get(plugin, plugin), said) for plugin, sightings in answers for said in sightings]

    def transcript_folders(self, environment: Mapping[str, str]) -> list[tuple[str, TranscriptFolder]]:
        """(id of the tool, folder) of each folder in which a tool keeps transcripts, whether it exists or not."""
        answers = self._ask("transcripts", {"environment": MappingProxyType(dict(environment))}, checked_folders)
        tools = self._tools_of_plugins()
        found = [(tools.get(plugin, plugin), folder) for plugin, folders in answers for folder in folders]
        return sorted(found, key=lambda each: each[0])

    def read_transcript(
        self, tool: str, transcript: Transcript, lines: Sequence[bytes], state: object
    ) -> Understood | None:
        """Contents of lines of a tool's transcript; None: its plugin failed, or reads none.

        :param state: that of what the lines before told, None for a file's first ones.
        """
        entry = self.tools.with_id(tool)
        answers = self._ask(
            "read_transcript",
            {"transcript": transcript, "lines": lines, "state": state},
            lambda result: checked_understood(result, lines),
            _BUDGET_S + sum(map(len, lines)) * _BUDGET_OF_A_BYTE_S,
            only=entry.plugin if entry else tool,
        )
        return next((understood for _, understood in answers), None)

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
        recognised = [
            service for service, entries in self.tools.recognised() if all(entry.plugin in marking for entry in entries)
        ]
        return ServiceSet(
            names=(*(name for tool in tools for name in tool.services), *recognised),
            prefixes=tuple(prefix for tool in tools for prefix in tool.service_prefixes),
            others=tuple(name for tool in others for name in tool.services),
        )

    def demo(self, start_ns: int, end_ns: int, seed: int, encode: Callable[[DemoExport], T]) -> list[T]:
        """The samples of all plugins between two times, encoded; what cannot be encoded is a failure of its plugin."""
        arguments = {"start_ns": start_ns, "end_ns": end_ns, "seed": seed}
        answers = self._ask(
            "demo", arguments, lambda result: list(map(encode, checked_demo(result, end_ns))), _DEMO_BUDGET_S
        )
        return [export for _, exports in answers for export in exports]

    def _tools_of_plugins(self) -> dict[str, str]:
        return {entry.plugin: entry.tool.id for entry in self.entries}

    def _positions(self, hook: str, arguments: Mapping[str, Records], count: int) -> frozenset[int]:
        answers = self._ask(hook, arguments, lambda result: checked_positions(result, count), _budget_s(count))
        return frozenset(position for _, positions in answers for position in positions)

    def _ask(
        self,
        hook: str,
        arguments: Mapping[str, Any],
        check: Callable[[Any], T],
        budget_s: float = _BUDGET_S,
        only: str | None = None,
    ) -> Iterator[tuple[str, T]]:
        """(plugin, checked answer) of each plugin that answers, in pluggy's call order (`tryfirst` is honoured).

        :param only: the one plugin to ask.
        """
        for implementation in reversed(getattr(self._manager.hook, _PREFIX + hook).get_hookimpls()):
            plugin = self._plugins[implementation.plugin_name]
            if not plugin.enabled or (only is not None and plugin.name != only):
                continue
            call = HookCall(plugin.number, _PREFIX + hook, budget_s, plugin.overran)
            shown = {name: self._shown(value, plugin.name) for name, value in arguments.items()}
            try:
                answer = call_hook(self._watchdog, call, partial(_answer, implementation, shown, check))
            except HookGivenUp:
                raise
            except BaseException as error:  # even SystemExit and KeyboardInterrupt of a plugin must not end the server
                plugin.failed(f"hook {_PREFIX}{hook}", error)
                continue
            plugin.in_a_row = 0
            if answer is not None:
                yield plugin.name, answer

    def _shown(self, value: Any, plugin: str) -> Any:
        """An argument as a plugin sees it: records that were recognised as its tool's have a name which that owns."""
        if not isinstance(value, Records) or not value.tool:
            return value
        entry = self.tools.with_id(value.tool)
        return value.known_as(entry.tool.usual_service) if entry and entry.plugin == plugin else value


def _budget_s(records: int) -> float:
    return _BUDGET_S + records * _BUDGET_OF_A_RECORD_S


def _answer(implementation: pluggy.HookImpl, arguments: Mapping[str, Any], check: Callable[[Any], T]) -> T | None:
    """The checked answer of one plugin; the check also consumes generators."""
    result = implementation.function(*(arguments[name] for name in implementation.argnames))
    return None if result is None else check(result)
