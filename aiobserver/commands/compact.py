"""`aiobserver compact`."""

from __future__ import annotations

import click

from aiobserver.config import Config


@click.command
@click.pass_obj
def compact(config: Config) -> None:
    """Rewrite the database file without the space of deleted records. Works while the server is running.

    Ingest and queries continue meanwhile. The disk needs space for a second copy of the file.
    """
    before, after = _compact(config)
    click.echo(f"compacted {config.database_path}: {before} bytes before, {after} now")


def _compact(config: Config) -> tuple[int, int]:
    import asyncio  # noqa: PLC0415

    from aiobserver.commands.alone import opened_store  # noqa: PLC0415 - the database is slow to import
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415

    server = RunningServer.find(config)
    if server is not None:
        sizes = server.request("POST", "/api/compact")["bytes"]
        return sizes["before"], sizes["after"]
    with opened_store(config) as store:
        return asyncio.run(store.keeping.compact())
