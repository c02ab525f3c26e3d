"""The collaborators of the resources."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiobserver.api.access.access import Access
from aiobserver.config import Config
from aiobserver.history.conversation import Conversations
from aiobserver.history.service import History
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.hooks.isolation.watchdog import Watchdog
from aiobserver.ingest.hub import Hub
from aiobserver.ingest.ledger_fill import LedgerFill
from aiobserver.ingest.pipeline import Pipeline
from aiobserver.ingest.refused import RefusedRequests
from aiobserver.keep.repricing import Repricing
from aiobserver.keep.retention import Retention
from aiobserver.store.contract import Store


@dataclass(frozen=True, slots=True)
class Services:
    """The collaborators of one running server."""

    config: Config
    store: Store
    retention: Retention
    plugins: Plugins
    watchdog: Watchdog
    asking: WatchedThread
    """Thread for the page's calls of plugin hooks."""
    hub: Hub
    pipeline: Pipeline
    filling: LedgerFill
    history: History
    conversations: Conversations
    repricing: Repricing
    started_ns: int
    refused: RefusedRequests = field(default_factory=RefusedRequests)
    access: Access | None = None
    """None: no token is needed."""
    demo: bool = False
    """True if the data are an invented sample."""

    def close(self) -> None:
        """Store queued requests, then close the database."""
        self.store.close()
        self.asking.close()
        self.conversations.close()
        self.watchdog.close()

    def problem(self) -> str | None:
        """The reason why writes are refused at present, or None."""
        return self.store.condition.problem()
