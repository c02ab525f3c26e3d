"""`aiobserver restore FILE`."""

from __future__ import annotations

from pathlib import Path

import click

from aiobserver.config import Config


@click.command
@click.argument("backup", metavar="FILE", type=click.Path(path_type=Path))
@click.pass_obj
def restore(config: Config, backup: Path) -> None:
    """Replace the database by a backup. The server must not be running.

    The backup is verified first. The previous database is kept beside it.
    """
    from aiobserver.store.duckdb.keeping.restore import restore as put_in_place  # noqa: PLC0415

    kept = put_in_place(config.database_path, backup)
    click.echo(f"restored {backup} as {config.database_path}")
    if kept is not None:
        click.echo(f"Previous database kept as {kept}")
