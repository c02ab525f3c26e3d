"""Opens the store, loads the plugins and wires the collaborators of one running server."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from aiobserver.api.access.access import Access
from aiobserver.api.services import Services
from aiobserver.config import Config
from aiobserver.history.conversation import Conversations
from aiobserver.history.service import History
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.crash_marker import Marker
from aiobserver.hooks.isolation.quarantine import Quarantine
from aiobserver.hooks.isolation.watchdog import Watchdog
from aiobserver.hooks.plugin import find_plugins, versions
from aiobserver.ingest.delta import DeltaTracker
from aiobserver.ingest.hub import Hub
from aiobserver.ingest.ledger_fill import LedgerFill
from aiobserver.ingest.meters import meter_rules
from aiobserver.ingest.pipeline import Pipeline
from aiobserver.ingest.redaction import Redaction
from aiobserver.ingest.redaction_key import hash_key
from aiobserver.keep.repricing import Repricing, own_prices_at_start
from aiobserver.keep.retention import Retention
from aiobserver.keep.rules import backup_rules, retention_rules
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.senders.reads import read_service_tools
from aiobserver.store.duckdb.store import start_store

log = logging.getLogger(__name__)


def start_services(config: Config, started_ns: int, *, demo: bool = False) -> Services:
    """Opens the database, loads the plugins and starts the writer.

    :raises DatabaseError: the database cannot be used; nothing stays open.
    """
    database = Database.open(config.database_path, ports=(config.api_port, config.otlp_port))
    plugins, watchdog = _load_plugins(config)
    try:
        redaction = _redaction(config, database, plugins)
        _restore_tools(database, plugins)
        meters = meter_rules(plugins.entries)
        own, problem = own_prices_at_start(config)
        store = start_store(database, DeltaTracker(plugins.delta_rules), backup_rules(config), meters, own)
    except BaseException:
        watchdog.close()
        database.close()
        raise
    hub = Hub()
    asking = plugins.thread("ask-plugins")
    return Services(
        config=config,
        store=store,
        retention=Retention(retention_rules(config), store.keeping),
        plugins=plugins,
        watchdog=watchdog,
        asking=asking,
        hub=hub,
        pipeline=Pipeline(plugins, store.ingest, hub, redaction),
        repricing=Repricing(store.pricing, config, problem),
        filling=LedgerFill(store.filling, plugins, asking),
        history=History(config, plugins, store, hub, asking),
        conversations=Conversations(config, plugins, store.history),
        started_ns=started_ns,
        access=Access(config.token) if config.token else None,
        demo=demo,
    )


def _restore_tools(database: Database, plugins: Plugins) -> None:
    """Restore recognised tools before ingest starts."""
    cursor = database.cursor()
    try:
        plugins.tools.restore(read_service_tools(cursor))
    finally:
        cursor.close()


def _redaction(config: Config, database: Database, plugins: Plugins) -> Redaction | None:
    if not config.redact:
        return None
    return Redaction(dict(config.redact), hash_key(database.path), plugins.content)


def _load_plugins(config: Config) -> tuple[Plugins, Watchdog]:
    """The plugins, without the quarantined ones, and the started watchdog over their hooks."""
    quarantine = Quarantine(config.database_path)
    found = find_plugins(config.plugin_path)
    installed = versions(found)
    reasons = quarantine.reasons(installed)
    watchdog = Watchdog(_marker(quarantine, installed))
    watchdog.start()
    return Plugins.load(config.disabled_plugins, reasons, watchdog, found), watchdog


def _marker(quarantine: Quarantine, installed: Mapping[str, str]) -> Marker | None:
    try:
        quarantine.keep(installed)
        return Marker(quarantine.marker, tuple(installed), Plugins.hook_names())
    except OSError as error:
        log.warning("crashes caused by plugins will not be attributed: %s: %s", error.filename, error.strerror)
        return None
