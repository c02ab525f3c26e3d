"""`aiobserver doctor [TOOL]`: prints what each check finds; exit status 1 if there is a problem."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from aiobserver.config import Config


@click.command
@click.argument("tool", required=False)
@click.option("--salvage", is_flag=True, help="Save the readable part of a damaged database to a new file.")
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path), help="Target file of --salvage.")
@click.pass_obj
def doctor(config: Config, tool: str | None, salvage: bool, target: Path | None) -> int:
    """Diagnose the server, the database, and all tools or only TOOL. Changes nothing.

    If no server is running, the database is read from end to end. For each tool it shows the version, the file or
    variable that decides where its telemetry goes, and when the last signal of each type arrived.
    """
    if salvage:
        return _salvage(config, target)
    if target is not None:
        raise click.UsageError("--to needs --salvage")
    found_problem = False
    for section in _tool_sections(config, tool) if tool else _all_sections(config):
        click.echo(section.title)
        for finding in section.findings:
            click.echo(f"  {finding.level:<8} {finding.text}")
        found_problem = found_problem or section.has_problem
    return int(found_problem)


def _all_sections(config: Config) -> Iterable[Any]:
    from aiobserver.doctor.checks import CHECKS  # noqa: PLC0415 - seldom needed

    return (section for check in CHECKS for section in check(config))


def _tool_sections(config: Config, tool: str) -> Iterable[Any]:
    from aiobserver.doctor.running import server_check  # noqa: PLC0415 - seldom needed
    from aiobserver.doctor.tools import examined  # noqa: PLC0415
    from aiobserver.errors import SetupRefused  # noqa: PLC0415
    from aiobserver.hooks.host import Plugins  # noqa: PLC0415

    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    entry = plugins.entry_named(tool)
    if entry is None:
        known = ", ".join(each.tool.id for each in plugins.entries) or "none; no plugin is loaded"
        raise SetupRefused(f"unknown tool {tool!r}; supported: {known}")
    yield from server_check(config)
    yield from examined(config, [entry], plugins)


def _salvage(config: Config, target: Path | None) -> int:
    from aiobserver.store.duckdb.file.paths import aside  # noqa: PLC0415
    from aiobserver.store.duckdb.keeping.salvage import salvage_database  # noqa: PLC0415

    path = config.database_path.resolve()
    found = salvage_database(path, target or aside(path, "salvaged"))
    click.echo(f"saved in {found.path}:")
    for table, rows in found.rows.items():
        click.echo(f"  {rows} rows of {table}")
    for table, ranges in found.missing.items():
        for each in ranges:
            click.echo(f"  missing  {table}, {each}")
    if found.log:
        click.echo(f"  missing  {found.log}")
    if not found.missing and not found.log:
        click.echo("  complete: nothing is missing")
    click.echo(f"The database was not changed. To use the saved data: aiobserver restore {found.path}")
    return 0
