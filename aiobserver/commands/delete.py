"""`aiobserver delete`: shows what would be deleted, asks, and deletes it permanently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import click

from aiobserver.config import Config

Ask = Callable[[Mapping[str, str]], Any]
"""Parameters of `DELETE /api/data` → its answer."""


@click.command
@click.option("--from", "from_", metavar="TIME", help="Records from this time on: RFC 3339, now or now-30d.")
@click.option("--to", metavar="TIME", help="Records up to this time.")
@click.option("--service", metavar="NAME", help="Records of this service.")
@click.option("--session", metavar="ID", help="Records of this session.")
@click.option("--signal", metavar="NAMES", help="traces, metrics or logs; several comma separated.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--compact/--no-compact", default=True, help="Rewrite the file, so that deleted text is gone [default].")
@click.pass_obj
def delete(
    config: Config,
    /,
    from_: str | None,
    to: str | None,
    service: str | None,
    session: str | None,
    signal: str | None,
    yes: bool,
    compact: bool,
) -> int:
    """Delete records permanently. Works while the server is running.

    Records must match every selector; give at least one. Shows the count and asks before deleting.
    """
    selectors = {"from": from_, "to": to, "service": service, "session": session, "signal": signal}
    params = {name: value for name, value in selectors.items() if value}
    with _asked(config) as ask:
        found = ask(params | {"dryRun": "true"})
        click.echo(_summary("selected", found))
        if not found["total"] and session is None:
            return 0
        if not found["total"]:
            click.echo("and what transcripts told of the session, if they did; it is not imported again")
        if not yes and not click.confirm("Delete them permanently?"):
            click.echo("nothing was deleted")
            return 1
        done = ask(params | {"confirm": str(found["total"]), "compact": str(compact).lower()})
    _report(config, done)
    return 0 if done["compacted"] == compact else 1


def _report(config: Config, done: Mapping[str, Any]) -> None:
    from aiobserver.store.duckdb.keeping.backup_files import list_backups  # noqa: PLC0415

    click.echo(_summary("deleted", done))
    if done["compacted"]:
        sizes = done["bytes"]
        click.echo(f"compacted the database file: {sizes['before']} bytes before, {sizes['after']} now")
    else:
        reason = f" ({done['problem']})" if done.get("problem") else ""
        click.echo(f"the database file was not compacted{reason}: parts of the deleted text may still be in it")
    backups = list_backups(config.database_path.resolve())
    if backups:
        click.echo(f"backups may still contain deleted records; remove those you do not need: {backups[0].path.parent}")


def _summary(what: str, answer: Mapping[str, Any]) -> str:
    names = {"traces": "spans", "metrics": "metric points", "logs": "log records"}
    return f"{what}: " + ", ".join(f"{count} {names[signal]}" for signal, count in answer["records"].items())


@contextmanager
def _asked(config: Config) -> Iterator[Ask]:
    """Ask the running server, if there is one; else open the database in this process."""
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415

    server = RunningServer.find(config)
    if server is not None:
        yield lambda params: server.request("DELETE", f"/api/data?{urlencode(params)}")
        return
    import asyncio  # noqa: PLC0415

    from aiobserver.api.rest.data import delete_data  # noqa: PLC0415
    from aiobserver.commands.alone import opened_store  # noqa: PLC0415

    with opened_store(config) as store, asyncio.Runner() as runner:
        yield lambda params: runner.run(delete_data(store.keeping, params))
