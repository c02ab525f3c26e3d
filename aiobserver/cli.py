"""The command `aiobserver`."""

from __future__ import annotations

import logging
import os
import sys
import webbrowser
from collections.abc import Callable, Sequence
from typing import Any

import click

from aiobserver import __version__
from aiobserver.commands import COMMANDS
from aiobserver.commands.setup_options import SetupRequest, with_setup_options
from aiobserver.config import SETTINGS, Config, unknown_variables
from aiobserver.demo.place import temporary_database
from aiobserver.errors import AIObserverError, ConfigError, DatabaseInUse, DatabaseUnusable, PortInUse
from aiobserver.hooks.host import Plugins
from aiobserver.version import build_date, commit

log = logging.getLogger(__name__)

_EXIT_STATUS: tuple[tuple[type[AIObserverError], int], ...] = (
    (ConfigError, 2),
    (DatabaseUnusable, 2),
    (DatabaseInUse, 3),
    (PortInUse, 4),
)
_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def main() -> None:
    """Run the command; errors are one line on stderr and an exit status."""
    try:
        status = command.main(prog_name="aiobserver", standalone_mode=False)
    except AIObserverError as error:
        _fail(str(error), next((status for kind, status in _EXIT_STATUS if isinstance(error, kind)), 1))
    except click.ClickException as error:
        _fail(f"{error.format_message().rstrip('.')}; see aiobserver --help", 2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> None:
    click.echo(f"aiobserver: {message}", err=True)
    sys.exit(status)


def _with_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    for setting in reversed(SETTINGS):
        text = f"{setting.help} [{setting.env}; default: {setting.default_text}]"
        function = click.option(setting.flag, setting.name, metavar="VALUE", help=text)(function)
    return function


@click.group(
    commands=COMMANDS,
    invoke_without_command=True,
    subcommand_metavar="[COMMAND [ARGS]...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-v", "--version", is_flag=True, help="Print version, commit and build date.")
@with_setup_options
@click.option("--plugins", "list_plugins", is_flag=True, help="List the plugins and exit.")
@click.option("--demo", is_flag=True, help="Show live sample data in a temporary database.")
@click.option("--open", "open_browser", is_flag=True, help="Open the dashboard in the browser.")
@_with_settings
@click.pass_context
def command(
    context: click.Context,
    /,
    version: bool,
    setup: SetupRequest | None,
    list_plugins: bool,
    demo: bool,
    open_browser: bool,
    **flags: str | None,
) -> None:
    """Collect OpenTelemetry data of AI coding tools on this machine and show it in the browser.

    Without a command it starts the server. Every setting can also be given as the environment variable in brackets.
    Give settings before the command.
    """
    if version:
        click.echo(f"AI Observer {__version__}\nGit Commit: {commit()}\nBuild Date: {build_date()}")
        context.exit()
    if context.invoked_subcommand is not None and (setup is not None or list_plugins or demo or open_browser):
        raise click.UsageError(
            f"--setup, --plugins, --demo and --open cannot be combined with {context.invoked_subcommand!r}"
        )
    if demo and flags["database_path"] is not None:
        raise click.UsageError("--demo uses a temporary database; omit --database-path")
    config = Config.read(flags)
    logging.basicConfig(format=_LOG_FORMAT, level=config.log_level.replace("WARN", "WARNING"))
    if config.log_level != "DEBUG":
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
    context.obj = config
    if context.invoked_subcommand is not None:
        return
    if setup is not None:
        _setup(config, setup)
    elif list_plugins:
        _print_plugins(config)
    elif demo:
        with temporary_database(config) as temporary:
            _run(temporary, open_browser=open_browser, demo=True)
    else:
        _run(config, open_browser=open_browser)


def _setup(config: Config, request: SetupRequest) -> None:
    from aiobserver.commands.setup import run_setup  # noqa: PLC0415 - editors of configuration are seldom needed

    run_setup(config, request)


def _print_plugins(config: Config) -> None:
    statuses = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path).statuses()
    for status in statuses:
        state = "" if status.enabled else "  (off)"
        click.echo(f"{status.name}{state}  {status.distribution} {status.version}")
        click.echo(f"  hooks: {', '.join(status.hooks) or 'none'}")
        for error in status.errors:
            click.echo(f"  error: {error}")
    if not statuses:
        click.echo("no plugins installed")


def _run(config: Config, *, open_browser: bool, demo: bool = False) -> None:
    from aiobserver.server.run import run  # noqa: PLC0415

    for name in unknown_variables():
        log.warning("unknown setting %s is ignored", name)
    if config.is_open:
        log.warning(
            "AI_OBSERVER_HOST=%s without AI_OBSERVER_TOKEN: anyone who reaches these ports can read and write all "
            "data; set a token, or publish the ports on 127.0.0.1 only",
            ",".join(config.host),
        )
    os.umask(0o077)
    url = f"http://localhost:{config.api_port}"

    def started(tools: Sequence[str]) -> None:
        click.echo(f"AI Observer {__version__}: dashboard {url}, OTLP {config.otlp_endpoint}")
        click.echo(f"Connect a tool: aiobserver --setup TOOL ({', '.join(tools) or 'no plugin is loaded'})")
        if demo:
            click.echo("Demo mode: all sessions are invented and deleted when you stop the server (Ctrl+C).")
        if open_browser:
            webbrowser.open(url)

    run(config, started, demo=demo)
