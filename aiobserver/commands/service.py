"""`aiobserver service`: runs the server under systemd or launchd."""

from __future__ import annotations

import os

import click

from aiobserver.config import SETTINGS, Config
from aiobserver.errors import ServiceError
from aiobserver.system.supervisor import Supervisor, own_command, supervisor

_NOT_RUNNING = 3


@click.group
def service() -> None:
    """Run the server as a user service of systemd (Linux) or launchd (macOS)."""


@service.command
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def install(context: click.Context, /, yes: bool) -> None:
    """Install and start the service, which also starts at each login.

    It gets the settings given before `service` and in the environment.
    """
    keeper = supervisor()
    config: Config = context.obj
    environment = _environment(context, config, keeper)
    text = keeper.render(own_command(), environment)
    shown = environment | ({"AI_OBSERVER_TOKEN": "(your token)"} if config.token else {})
    click.echo(f"{keeper.name} gets {keeper.file}:\n\n{keeper.render(own_command(), shown)}")
    for command in keeper.start:
        click.echo(f"then: {' '.join(command)}")
    if not yes:
        click.confirm("Install the service?", abort=True)
    keeper.install(text)
    click.echo("The server is running and will start at each login. To undo: aiobserver service remove")


@service.command
def remove() -> None:
    """Stop and uninstall the service. The database is kept."""
    keeper = supervisor()
    if not keeper.file.exists():
        click.echo(f"not installed: {keeper.file} does not exist")
        return
    keeper.remove()
    click.echo(f"removed {keeper.file}; the database is kept")


@service.command
def status() -> int:
    """Show whether the service is installed and running. Exit status 3 if it is not running."""
    keeper = supervisor()
    if not keeper.file.exists():
        click.echo(f"not installed: {keeper.file} does not exist")
        return _NOT_RUNNING
    running = keeper.is_running()
    click.echo(f"{'running' if running else 'installed, but not running'}: {keeper.name}, {keeper.file}")
    return 0 if running else _NOT_RUNNING


def _environment(context: click.Context, config: Config, keeper: Supervisor) -> dict[str, str]:
    """The settings given as flags or in the environment; paths are absolute."""
    flags = context.find_root().params
    given = {s.name: flags.get(s.name) or os.environ.get(s.env, "").strip() for s in SETTINGS}
    absolute = {
        "database_path": str(config.database_path.absolute() if given["database_path"] else keeper.database),
        "plugin_path": given["plugin_path"] and os.pathsep.join(map(str, config.plugin_path)),
    }
    values = {s.env: text for s in SETTINGS if (text := (given | absolute)[s.name])}
    for name, value in values.items():
        if not value.isprintable():
            raise ServiceError(f"{name}={value!r}: control characters are not allowed in the settings of a service")
    return values
