"""Runs the server under systemd or launchd, as this user; nothing here runs as root."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiobserver.errors import ServiceError

_LABEL = "ai-observer"
_TIMEOUT_S = 60
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A supervisor of this user's programs."""

    name: str
    file: Path
    """Its configuration file of this service."""
    database: Path
    """Default database of the service."""
    render: Callable[[Sequence[str], Mapping[str, str]], str]
    """(command, environment) → the file's text."""
    start: tuple[Command, ...]
    stop: tuple[Command, ...]
    state: Command
    """Ends with 0 while the server is kept running."""
    after_removal: tuple[Command, ...] = ()

    def install(self, text: str) -> None:
        """Writes the file and starts the server; if that fails, all is as before.

        :raises ServiceError: with what the supervisor said.
        """
        before = self.file.read_text() if self.file.exists() else None
        if before is not None:
            self._run(self.stop, must=False)
        _replace(self.file, text)
        try:
            self._run(self.start)
        except ServiceError:
            if before is None:
                self.remove()
            else:
                _replace(self.file, before)
                self._run(self.start, must=False)
            raise

    def remove(self) -> None:
        """Stops the server and removes the file; the database stays."""
        self._run(self.stop, must=False)
        self.file.unlink(missing_ok=True)
        self._run(self.after_removal, must=False)

    def is_running(self) -> bool:
        return _call(self.state).returncode == 0

    @staticmethod
    def _run(commands: Sequence[Command], *, must: bool = True) -> None:
        for command in commands:
            result = _call(command)
            if must and result.returncode != 0:
                said = " ".join((result.stderr or result.stdout).split())
                raise ServiceError(f"{' '.join(command)} ended with {result.returncode}: {said}")


def supervisor(platform: str = sys.platform, home: Path | None = None) -> Supervisor:
    """The supervisor of this machine.

    :raises ServiceError: there is none that we know.
    """
    home = home or Path.home()
    if platform == "darwin":
        return _launchd(home)
    if platform != "linux":
        raise ServiceError(f"services require Linux with systemd, or macOS; not supported on {platform}")
    if shutil.which("systemctl") is None or _call(("systemctl", "--user", "show-environment")).returncode != 0:
        raise ServiceError("systemd has no session of this user: systemctl --user show-environment fails")
    return _systemd(home)


def own_command() -> Command:
    """The command that starts this installation from any folder."""
    return (sys.executable,) if getattr(sys, "frozen", False) else (sys.executable, "-P", "-m", "aiobserver")


def systemd_unit(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """A unit of systemd's user manager; specifiers and variables in the values are not expanded."""
    settings = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in environment.items())
    program = " ".join(_quoted(word).replace("$", "$$") for word in command)
    return f"""[Unit]
Description=AI Observer: telemetry of AI coding tools

[Service]
Type=exec
ExecStart={program}
{settings}Restart=on-failure
RestartSec=5
# A bad setting, another instance or a port in use does not get better by trying again.
RestartPreventExitStatus=2 3 4
TimeoutStopSec=30
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


def launchd_plist(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """A property list of a launchd agent."""
    return plistlib.dumps(
        {
            "Label": _LABEL,
            "ProgramArguments": list(command),
            "EnvironmentVariables": dict(environment),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": 10,
            "ExitTimeOut": 30,
            "Umask": 0o077,
            "ProcessType": "Background",
        },
        sort_keys=False,
    ).decode()


def _systemd(home: Path) -> Supervisor:
    configuration = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    unit = f"{_LABEL}.service"
    systemctl = ("systemctl", "--user")
    return Supervisor(
        name="systemd",
        file=configuration / "systemd" / "user" / unit,
        database=data / "ai-observer" / "ai-observer.duckdb",
        render=systemd_unit,
        start=((*systemctl, "daemon-reload"), (*systemctl, "enable", "--now", unit)),
        stop=((*systemctl, "disable", "--now", unit),),
        state=(*systemctl, "is-active", "--quiet", unit),
        after_removal=((*systemctl, "daemon-reload"),),
    )


def _launchd(home: Path) -> Supervisor:
    library = home / "Library"
    file = library / "LaunchAgents" / f"{_LABEL}.plist"
    domain = f"gui/{os.getuid()}"
    return Supervisor(
        name="launchd",
        file=file,
        database=library / "Application Support" / "ai-observer" / "ai-observer.duckdb",
        render=launchd_plist,
        start=(("launchctl", "bootstrap", domain, str(file)),),
        stop=(("launchctl", "bootout", f"{domain}/{_LABEL}"),),
        state=("launchctl", "print", f"{domain}/{_LABEL}"),
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%") + '"'


def _replace(file: Path, text: str) -> None:
    """All or nothing, and readable by this user alone: settings can be secrets."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    new.touch(mode=0o600)
    try:
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _call(command: Command) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError(f"{' '.join(command)}: {error}") from None
