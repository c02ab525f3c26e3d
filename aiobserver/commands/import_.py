"""`aiobserver import`: reads the transcripts that tools keep on disk into the database."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aiobserver.commands.history_texts import kept_text, overview, report
from aiobserver.config import Config
from aiobserver.errors import AIObserverError

if TYPE_CHECKING:
    from aiobserver.commands.importer import Plan, Way
    from aiobserver.hooks.host import Plugins


@click.command(name="import")
@click.argument("tools", metavar="[TOOL]…", nargs=-1)
@click.option("--since", metavar="DATE", help="Only files written since then, such as 2026-06-01.")
@click.option("--dry-run", is_flag=True, help="Say what would be read; read nothing.")
@click.option(
    "--home",
    "--from",
    "home",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Look for the tools' folders below DIR instead of the home folder.",
)
@click.option("--to", metavar="URL", help="Send to the server there; AI_OBSERVER_TOKEN is its token.")
@click.option("--forget", is_flag=True, help="Take out again what the transcripts of the tools told.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def import_(
    config: Config,
    tools: Sequence[str],
    since: str | None,
    dry_run: bool,
    home: Path | None,
    to: str | None,
    forget: bool,
    yes: bool,
) -> int:
    """Import what the tools wrote about their sessions: calls with tokens and cost, tool calls, prompts, projects.

    Reads the transcripts of all tools, or of each TOOL, and joins them with the telemetry that is stored. It can be
    repeated at any time: nothing is counted twice. Works while the server is running, and without one.
    """
    from aiobserver.commands.importer import make_plan, progress_line  # noqa: PLC0415 - plugins are slow to import
    from aiobserver.hooks.host import Plugins  # noqa: PLC0415

    since_ns = _since_ns(since)
    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    machine = socket.gethostname() if to else ""
    way = _way(config, to, machine)
    plan = make_plan(plugins, tools, since_ns, _environment(home), way, machine)
    if forget:
        return _forget(plan, plugins, way, yes=yes)
    for line in overview(plan):
        click.echo(line)
    if dry_run or not plan.news:
        return 0
    keeps = way.known()[0]
    click.echo(kept_text(keeps))
    if not yes and sys.stdin.isatty() and not click.confirm("Import?", default=True):
        return 1
    with progress_line() as shown:
        run = way.run(plugins, plan, shown)
    for line in report(run, keeps):
        click.echo(line)
    return int(run.state == "failed")


def _way(config: Config, to: str | None, machine: str) -> Way:
    from aiobserver.commands.importer import IntoFile, ThroughServer  # noqa: PLC0415
    from aiobserver.commands.running import RemoteServer, RunningServer  # noqa: PLC0415

    if to is not None:
        return ThroughServer(RemoteServer(to, config.token).request, machine)
    server = RunningServer.find(config)
    return IntoFile(config) if server is None else ThroughServer(server.request)


def _forget(plan: Plan, plugins: Plugins, way: Way, *, yes: bool) -> int:
    question = f"Remove all that the transcripts of {', '.join(plan.titles.values())} told? The files stay."
    if not yes and not (sys.stdin.isatty() and click.confirm(question)):
        raise AIObserverError("nothing was removed; add --yes to remove it without a question")
    for tool, title in plan.titles.items():
        entry = plugins.entry_named(tool)
        way.forget(tool, entry.tool.usual_service if entry else tool)
        click.echo(f"{title}: what its transcripts told is removed; it can be imported again")
    return 0


def _since_ns(text: str | None) -> int:
    if text is None:
        return 0
    try:
        return int(datetime.fromisoformat(text).astimezone().timestamp()) * 10**9
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date such as 2026-06-01", param_hint="--since") from None


def _environment(home: Path | None) -> Mapping[str, str]:
    """Variables of the environment, which tell of this home; of another one only its folder counts."""
    if home is not None:
        return {"HOME": str(home.resolve())}
    return {"HOME": str(Path.home()), **os.environ}
