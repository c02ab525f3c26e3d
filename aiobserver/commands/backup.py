"""`aiobserver backup [--to FILE]`."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from aiobserver.config import Config
from aiobserver.errors import DatabaseUnusable


@click.command
@click.option("--to", "target", metavar="FILE", type=click.Path(path_type=Path), help="Also copy the backup to FILE.")
@click.pass_obj
def backup(config: Config, target: Path | None) -> None:
    """Back up the database and verify the copy. Works while the server is running.

    The backup is stored in the folder `backups` beside the database.
    """
    if target is not None and target.exists():
        raise DatabaseUnusable(f"{target} exists; choose another file")
    path = _make(config)
    click.echo(f"backup {path} ({path.stat().st_size} bytes), verified")
    if target is not None:
        _copy(path, target)
        click.echo(f"copied to {target}")


def _make(config: Config) -> Path:
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415 - the database is slow to import

    server = RunningServer.find(config)
    if server is not None:
        return Path(server.request("POST", "/api/backups")["path"])
    import asyncio  # noqa: PLC0415

    from aiobserver.commands.alone import opened_store  # noqa: PLC0415

    with opened_store(config) as store:
        return asyncio.run(store.backups.make()).path


def _copy(source: Path, target: Path) -> None:
    from aiobserver.store.duckdb.file.paths import sync_file  # noqa: PLC0415

    unfinished = target.with_name(target.name + ".unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with source.open("rb") as file, os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(file, copy)
        sync_file(unfinished)
        unfinished.replace(target)
    except OSError as error:
        raise DatabaseUnusable(f"cannot write {target}: {error.strerror}; the backup is {source}") from error
