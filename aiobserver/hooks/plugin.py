"""One plugin: discovery, loading, and status."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pluggy

from aiobserver.hooks.declared import with_declared_hooks
from aiobserver.hooks.isolation.call import HookCall, HookGivenUp
from aiobserver.hooks.isolation.watchdog import Watchdog, call_hook

log = logging.getLogger(__name__)

GROUP = "aiobserver"
"""The entry-point group, for bundled and third-party plugins alike."""

LOADING = "loading"
"""Name of a plugin's import in the crash marker, beside the names of hooks."""

_LOADING_BUDGET_S = 10
_SWITCH_OFF_AFTER = 20
_KEPT_ERRORS = 5
_LOGGED_FAILURES = 100
_MOST_CHARACTERS = 500


@dataclass(frozen=True, slots=True)
class PluginStatus:
    """Status of a plugin, as shown by `/api/tools` and `--plugins`."""

    name: str
    distribution: str
    version: str
    hooks: tuple[str, ...]
    errors: tuple[str, ...]
    failures: int
    enabled: bool


@dataclass(slots=True)
class LoadedPlugin:
    """One entry point and its status."""

    name: str
    number: int
    distribution: str = ""
    version: str = ""
    hooks: tuple[str, ...] = ()
    errors: list[str] = field(default_factory=list)
    failures: int = 0
    in_a_row: int = 0
    enabled: bool = True

    def failed(self, doing: str, error: BaseException) -> None:
        """It raised, or returned rubbish: counted; too often in a row switches it off."""
        self.failures += 1
        self.in_a_row += 1
        message = self._note(f"{doing}: {describe(error)}")
        if self.failures <= _LOGGED_FAILURES:
            log.error("plugin %s failed, %s", self.name, message)
        if self.failures == _LOGGED_FAILURES:
            log.error("plugin %s failed %d times; further failures are only counted", self.name, self.failures)
        if self.in_a_row >= _SWITCH_OFF_AFTER:
            self.switch_off(f"it failed {self.in_a_row} times in a row")

    def overran(self, how: str) -> None:
        """Switch off after a call that took too long: each such call costs a thread."""
        self.failures += 1
        self.switch_off(how)

    def switch_off(self, why: str) -> None:
        """Stop calling the plugin until the next start."""
        if self.enabled:
            self.enabled = False
            log.error("plugin %s is switched off until the next start: %s", self.name, why)
            self._note(f"switched off until the next start: {why}")

    def quarantine(self, why: str) -> None:
        """Do not load the plugin."""
        self.enabled = False
        log.error("plugin %s is %s", self.name, why)
        self._note(why)

    def status(self) -> PluginStatus:
        return PluginStatus(
            self.name, self.distribution, self.version, self.hooks, tuple(self.errors), self.failures, self.enabled
        )

    def _note(self, message: str) -> str:
        self.errors = [*self.errors, message][-_KEPT_ERRORS:]
        return message


def describe(error: BaseException) -> str:
    """An exception of a plugin in one short line that can be logged and sent; its text may be anything."""
    try:
        text = str(error)
    except BaseException as second:  # its __str__ is the plugin's code too
        text = f"(its text raises {type(second).__name__})"
    printable = "".join(character if character.isprintable() else " " for character in text[:_MOST_CHARACTERS])
    return f"{type(error).__name__}: {printable}"


def find_plugins(folders: Iterable[Path] = ()) -> dict[str, EntryPoint]:
    """The installed plugins by name; of two with one name the first.

    :param folders: where further ones are, unpacked or as wheels.
    """
    for folder in folders:
        _make_importable(folder)
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        found.setdefault(point.name, point)
    return found


def _make_importable(folder: Path) -> None:
    """Append a folder and the wheels in it to Python's search path: installed packages come first."""
    if not folder.is_dir():
        log.warning("plugin folder %s does not exist", folder)
        return
    for place in (folder, *sorted(folder.glob("*.whl"))):
        if str(place) not in sys.path:
            sys.path.append(str(place))


def versions(points: Mapping[str, EntryPoint]) -> dict[str, str]:
    """Plugin → version of its distribution."""
    return {name: point.dist.version if point.dist else "" for name, point in points.items()}


def load_plugin(manager: pluggy.PluginManager, point: EntryPoint, plugin: LoadedPlugin, watchdog: Watchdog) -> None:
    """Import and register one entry point, unless it is switched off; its failure does not affect others."""
    if not plugin.enabled:
        return
    try:
        module = call_hook(watchdog, HookCall(plugin.number, LOADING, _LOADING_BUDGET_S, plugin.overran), point.load)
        hooks = with_declared_hooks(module)
        manager.register(hooks, name=point.name)
        manager.check_pending()
        plugin.hooks = tuple(sorted(_hooks(manager, hooks)))
    except HookGivenUp:
        raise
    except BaseException as error:  # even SystemExit at import
        plugin.failed("loading", error)
        plugin.enabled = False
        if manager.has_plugin(point.name):
            manager.unregister(name=point.name)


def _hooks(manager: pluggy.PluginManager, module: object) -> Iterable[str]:
    return (caller.name for caller in manager.get_hookcallers(module) or ())
