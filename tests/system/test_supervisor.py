"""What systemd and launchd are told; nothing is installed on this machine."""

from __future__ import annotations

import plistlib
import shlex
import stat
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from aiobserver.errors import ServiceError
from aiobserver.system.supervisor import launchd_plist, supervisor, systemd_unit
from tests.server import Server

NASTY = 'a "quoted" \\ 100% $HOME é'


def _unit(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


class Systemd:
    """A home with a stand-in for systemctl, which notes how it is called and keeps no program running."""

    def __init__(self, folder: Path) -> None:
        self.calls_file = folder / "calls"
        self.unit = folder / ".config" / "systemd" / "user" / "ai-observer.service"
        self.answer("exit 0")
        self.server = Server(
            folder / "work", {"HOME": str(folder), "PATH": f"{folder / 'bin'}:/usr/bin:/bin"}, start=False
        )

    def answer(self, script: str) -> None:
        program = self.calls_file.parent / "bin" / "systemctl"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "$@" >> {shlex.quote(str(self.calls_file))}\n{script}\n')
        program.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        return [line.removeprefix("--user ") for line in self.calls_file.read_text().splitlines()]


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Systemd:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return Systemd(tmp_path)


def test_install_shows_what_it_does_and_starts_the_server(systemd: Systemd) -> None:
    result = systemd.server.run("service", "install", "--yes")
    assert (result.returncode, result.stderr) == (0, "")
    assert systemd.unit.read_text() in result.stdout
    assert str(systemd.unit) in result.stdout
    assert stat.S_IMODE(systemd.unit.stat().st_mode) == 0o600
    assert systemd.calls == ["show-environment", "daemon-reload", "enable --now ai-observer.service"]
    assert [path.name for path in systemd.unit.parent.iterdir()] == [systemd.unit.name]


def test_install_keeps_the_settings_and_depends_on_no_folder(systemd: Systemd) -> None:
    systemd.server.run("--log-level", "WARN", "--database-path", "here/x.duckdb", "service", "install", "--yes")
    text = systemd.unit.read_text()
    assert f'Environment="AI_OBSERVER_OTLP_PORT={systemd.server.otlp_port}"\n' in text
    assert 'Environment="AI_OBSERVER_LOG_LEVEL=WARN"\n' in text
    assert f'Environment="AI_OBSERVER_DATABASE_PATH={systemd.server.folder}/here/x.duckdb"\n' in text
    assert "AI_OBSERVER_HOST" not in text
    assert f'ExecStart="{sys.executable}" "-P" "-m" "aiobserver"\n' in text


def test_a_token_is_kept_but_not_shown(systemd: Systemd) -> None:
    secret = "a-token-of-more-than-sixteen-characters"
    result = systemd.server.run("--token", secret, "service", "install", "--yes")
    assert result.returncode == 0, result.stderr
    assert f'"AI_OBSERVER_TOKEN={secret}"' in systemd.unit.read_text()
    assert secret not in result.stdout


def test_without_a_yes_nothing_is_done(systemd: Systemd) -> None:
    assert systemd.server.run("service", "install").returncode != 0
    assert not systemd.unit.exists()
    assert systemd.calls == ["show-environment"]


def test_installing_again_replaces_it(systemd: Systemd) -> None:
    systemd.server.run("service", "install", "--yes")
    assert systemd.server.run("--log-level", "DEBUG", "service", "install", "--yes").returncode == 0
    assert "DEBUG" in systemd.unit.read_text()
    assert systemd.calls[-3:] == [
        "disable --now ai-observer.service",
        "daemon-reload",
        "enable --now ai-observer.service",
    ]


@pytest.mark.parametrize("installed", [False, True], ids=["nothing", "an older one"])
def test_what_systemd_refuses_leaves_what_was_there(systemd: Systemd, installed: bool) -> None:
    if installed:
        systemd.server.run("service", "install", "--yes")
    before = systemd.unit.read_text() if installed else None
    systemd.answer('case "$*" in *enable*) echo "no such luck" >&2; exit 1;; esac')
    result = systemd.server.run("--log-level", "DEBUG", "service", "install", "--yes")
    assert result.returncode == 1
    assert result.stderr.startswith(
        "aiobserver: systemctl --user enable --now ai-observer.service ended with 1: no such"
    )
    assert (systemd.unit.read_text() if systemd.unit.exists() else None) == before


def test_remove_stops_it_and_removes_its_file(systemd: Systemd) -> None:
    systemd.server.run("service", "install", "--yes")
    assert systemd.server.run("service", "remove").returncode == 0
    assert not systemd.unit.exists()
    assert systemd.calls[-2:] == ["disable --now ai-observer.service", "daemon-reload"]
    assert "not installed" in systemd.server.run("service", "remove").stdout


def test_status_tells_whether_it_runs(systemd: Systemd) -> None:
    absent = systemd.server.run("service", "status")
    assert (absent.returncode, absent.stdout.split(":")[0]) == (3, "not installed")
    systemd.server.run("service", "install", "--yes")
    assert systemd.server.run("service", "status").stdout.startswith("running")
    systemd.answer('case "$*" in *is-active*) exit 3;; esac')
    stopped = systemd.server.run("service", "status")
    assert (stopped.returncode, stopped.stdout.split(":")[0]) == (3, "installed, but not running")


def test_without_systemd_it_refuses_in_one_line(systemd: Systemd) -> None:
    systemd.answer("echo 'Failed to connect to bus' >&2; exit 1")
    result = systemd.server.run("service", "install", "--yes")
    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert "systemd" in result.stderr
    assert not systemd.unit.exists()


def test_other_systems_are_named() -> None:
    with pytest.raises(ServiceError, match="not supported on win32"):
        supervisor("win32")


def test_a_unit_expands_nothing_in_its_values() -> None:
    unit = _unit(systemd_unit(["/opt/my programs/100%/aiobserver"], {"A": NASTY}))
    assert unit["Service"]["ExecStart"] == '"/opt/my programs/100%%/aiobserver"'
    assert unit["Service"]["Environment"] == r'"A=a \"quoted\" \\ 100%% $HOME é"'
    assert unit["Install"]["WantedBy"] == "default.target"


def test_a_property_list_tells_launchd_the_same() -> None:
    told = plistlib.loads(launchd_plist(["/opt/my programs/aiobserver"], {"A": NASTY}).encode())
    assert told["ProgramArguments"] == ["/opt/my programs/aiobserver"]
    assert told["EnvironmentVariables"] == {"A": NASTY}
    assert (told["RunAtLoad"], told["KeepAlive"]) == (True, {"SuccessfulExit": False})


def test_launchd_reads_it_from_its_usual_folder(tmp_path: Path) -> None:
    keeper = supervisor("darwin", tmp_path)
    assert keeper.file == tmp_path / "Library" / "LaunchAgents" / "ai-observer.plist"
    assert keeper.start[0][:2] == ("launchctl", "bootstrap")
