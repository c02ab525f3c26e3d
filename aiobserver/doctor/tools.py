"""Check of the tools on this machine: installed, configured to send here, and seen by the server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence

from aiobserver.config import Config
from aiobserver.doctor.ages import ago
from aiobserver.doctor.findings import Finding, Section
from aiobserver.doctor.running import RunningServer
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.tools import ToolEntry
from aiobserver.model.setup import SetupEdits
from aiobserver.setup.readings import Configuration, Found
from aiobserver.setup.user_environment import UserEnvironment

_VERSION_TIMEOUT_S = 20
_SIGNALS = ("traces", "metrics", "logs")


class ToolDoctor:
    """Examines tools in the environment of the user, against one server."""

    def __init__(self, config: Config, plugins: Plugins, user: UserEnvironment) -> None:
        self._token = config.token or None
        self._endpoint = config.otlp_endpoint
        self._plugins = plugins
        self._user = user
        self._received = RunningServer(config).received()

    def examine(self, entry: ToolEntry) -> Section:
        """Examine one tool."""
        setup = self._plugins.setup_edits(entry.tool.id, self._endpoint, self._token)
        if setup is None:
            known = Finding(
                "note", f"its plugin does not describe its configuration; see: aiobserver --setup {entry.tool.id}"
            )
            return Section(entry.tool.title, (known, *self._heard(entry)))
        findings = (*self._installed(setup), *self._configured(entry, setup), *self._heard(entry))
        return Section(entry.tool.title, findings)

    def _installed(self, setup: SetupEdits) -> Iterable[Finding]:
        path = self._user.environment.get("PATH")
        for program in setup.programs:
            found = shutil.which(program, path=path)
            if found:
                yield Finding("ok", f"version {_version(found)} ({found})")
                return
        if setup.programs:
            yield Finding("note", f"{' or '.join(setup.programs)} is not on the PATH")

    def _configured(self, entry: ToolEntry, setup: SetupEdits) -> Iterable[Finding]:
        configuration = Configuration(self._user)
        found = configuration.find(setup.readings)
        for path, reason in configuration.unreadable.items():
            yield Finding("problem", f"{path} cannot be parsed: {reason}")
        if not any(setting.source for setting in found):
            yield Finding("note", f"not configured; connect it: aiobserver --setup {entry.tool.id} --apply")
            return
        problems = False
        for setting in found:
            problem = setting.problem(self._endpoint)
            problems = problems or bool(problem)
            yield Finding("problem", problem) if problem else _in_order(setting)
        if problems:
            yield Finding("note", f"aiobserver --setup {entry.tool.id} shows how to connect it; --apply does it")

    def _heard(self, entry: ToolEntry) -> Iterable[Finding]:
        if isinstance(self._received, str):
            yield Finding("note", f"received data unknown: {self._received}")
            return
        received = [each for each in self._received if entry.tool.id in (each.get("toolId"), *each.get("toolIds", ()))]
        for signal in _SIGNALS:
            last = max((each.get("lastTimes", {}).get(signal, "") for each in received), default="")
            yield Finding("ok", f"last {signal} {ago(last)}") if last else Finding("note", f"no {signal} so far")


def examined(config: Config, entries: Sequence[ToolEntry], plugins: Plugins) -> Iterable[Section]:
    """A section for each tool."""
    doctor = ToolDoctor(config, plugins, UserEnvironment.current())
    return (doctor.examine(entry) for entry in entries)


def tools_check(config: Config) -> Iterable[Section]:
    """All tools that plugins know."""
    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    return examined(config, plugins.entries, plugins)


def _in_order(setting: Found) -> Finding:
    needed = setting.reading.wanted or setting.reading.endpoint
    hint = "" if needed or setting.source or not setting.reading.hint else f": {setting.reading.hint}"
    return Finding("ok" if needed else "note", f"{setting.reading.label}: {setting.shown}{hint}")


def _version(program: str) -> str:
    try:
        result = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_VERSION_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"unknown, cannot be run: {type(error).__name__}"
    return next(iter(result.stdout.strip().splitlines()), "unknown")[:100]
