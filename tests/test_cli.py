"""The command around its subcommands: settings, exit statuses, what cannot be combined."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click
import pytest

from aiobserver import cli
from aiobserver.config import Config
from aiobserver.errors import ConfigError

Run = Callable[..., int]


@click.command
@click.option("--status", type=int)
@click.option("--fail", is_flag=True)
@click.pass_obj
def probe(config: Config, status: int | None, fail: bool) -> int | None:
    """Tells what it got."""
    if fail:
        raise ConfigError("the probe fails")
    click.echo(config.otlp_port)
    return status


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command, which has the subcommand `probe`; its exit status."""
    monkeypatch.setitem(cli.command.commands, "probe", probe)
    monkeypatch.setattr("logging.basicConfig", lambda **_: None)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["aiobserver", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        assert isinstance(ended.value.code, int)
        return ended.value.code

    return run


def test_a_subcommand_gets_the_settings_given_before_it(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--otlp-port", "5123", "probe") == 0
    assert capsys.readouterr().out == "5123\n"


def test_what_a_subcommand_returns_is_the_exit_status(run: Run) -> None:
    assert run("probe", "--status", "7") == 7


def test_an_error_in_a_subcommand_is_one_line_and_its_status(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("probe", "--fail") == 2
    assert capsys.readouterr().err == "aiobserver: the probe fails\n"


def test_a_bad_setting_ends_a_subcommand_too(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--otlp-port", "abc", "probe") == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("options", [("--setup", "acme"), ("--plugins",), ("--demo",), ("--open",)], ids=" ".join)
def test_what_is_a_command_of_its_own_does_not_go_with_another(run: Run, options: tuple[str, ...]) -> None:
    assert run(*options, "probe") == 2


def test_version_beats_a_subcommand(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--version", "probe") == 0
    assert capsys.readouterr().out.startswith("AI Observer ")


def test_an_unknown_subcommand_is_named(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nonsense") == 2
    assert "nonsense" in capsys.readouterr().err
