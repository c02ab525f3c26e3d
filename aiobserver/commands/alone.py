"""The store, opened by a command itself while no server has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from aiobserver.config import Config
from aiobserver.errors import DatabaseUnusable

if TYPE_CHECKING:
    from aiobserver.store.contract import Store


@contextmanager
def opened_store(config: Config, *, create: bool = False) -> Iterator[Store]:
    """The store of an existing database.

    :param create: make the database if there is none.
    :raises DatabaseUnusable: there is none. :raises DatabaseError: it cannot be opened, or another process has it.
    """
    from aiobserver.hooks.host import Plugins  # noqa: PLC0415 - slow to import, as is the database
    from aiobserver.ingest.delta import DeltaTracker  # noqa: PLC0415
    from aiobserver.ingest.meters import meter_rules  # noqa: PLC0415
    from aiobserver.keep.repricing import own_prices_at_start  # noqa: PLC0415
    from aiobserver.keep.rules import backup_rules  # noqa: PLC0415
    from aiobserver.store.duckdb.file.database import Database  # noqa: PLC0415
    from aiobserver.store.duckdb.store import start_store  # noqa: PLC0415

    if not create and not config.database_path.exists():
        raise DatabaseUnusable(f"database {config.database_path} does not exist")
    database = Database.open(config.database_path)
    try:
        meters = meter_rules(Plugins.load(config.disabled_plugins).entries)
        own, _ = own_prices_at_start(config)
        store = start_store(database, DeltaTracker(lambda _service: frozenset()), backup_rules(config), meters, own)
    except BaseException:
        database.close()
        raise
    try:
        yield store
    finally:
        store.close()
