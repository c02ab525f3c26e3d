"""`aiobserver service`: have systemd or launchd keep the server running."""

from __future__ import annotations

import os

import click

from aiobserver.config import SETTINGS, Config
from aiobserver.errors import ServiceError
from aiobserver.system.supervisor import Supervisor, own_command, supervisor

_NOT_RUNNING = 3


@click.group
def service() -> None:
    """Have systemd (Linux) or launchd (macOS) keep the server running, for this user."""


@service.command
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def install(context: click.Context, /, yes: bool) -> None:
    """Start the server now and at each login, with the settings given before `service` and in the environment."""
    keeper = supervisor()
    config: Config = context.obj
    environment = _environment(context, config, keeper)
    text = keeper.render(own_command(), environment)
    shown = environment | ({"AI_OBSERVER_TOKEN": "(your token)"} if config.token else {})
    click.echo(f"{keeper.name} gets {keeper.file}:\n\n{keeper.render(own_command(), shown)}")
    for command in keeper.start:
        click.echo(f"then: {' '.join(command)}")
    if not yes:
        click.confirm("Do this?", abort=True)
    keeper.install(text)
    click.echo("The server runs, and will after each login. `aiobserver service remove` undoes this.")


@service.command
def remove() -> None:
    """Stop the server and start it no more; the database stays."""
    keeper = supervisor()
    if not keeper.file.exists():
        click.echo(f"not installed: there is no {keeper.file}")
        return
    keeper.remove()
    click.echo(f"removed {keeper.file}; the database is still there")


@service.command
def status() -> int:
    """Tell whether it is installed and running; exit status 3 if it does not run."""
    keeper = supervisor()
    if not keeper.file.exists():
        click.echo(f"not installed: there is no {keeper.file}")
        return _NOT_RUNNING
    running = keeper.is_running()
    click.echo(f"{'running' if running else 'installed, but not running'}: {keeper.name}, {keeper.file}")
    return 0 if running else _NOT_RUNNING


def _environment(context: click.Context, config: Config, keeper: Supervisor) -> dict[str, str]:
    """The settings that were given, as flags or in the environment; paths do not depend on the folder we are in."""
    flags = context.find_root().params
    given = {s.name: flags.get(s.name) or os.environ.get(s.env, "").strip() for s in SETTINGS}
    absolute = {
        "database_path": str(config.database_path.absolute() if given["database_path"] else keeper.database),
        "plugin_path": given["plugin_path"] and os.pathsep.join(map(str, config.plugin_path)),
    }
    values = {s.env: text for s in SETTINGS if (text := (given | absolute)[s.name])}
    for name, value in values.items():
        if not value.isprintable():
            raise ServiceError(f"{name}={value!r}: expected no control characters in a service's settings")
    return values
