"""The collaborators that the resources are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiobserver.api.access.access import Access
from aiobserver.config import Config
from aiobserver.hooks.host import Plugins
from aiobserver.hooks.isolation.threads import WatchedThread
from aiobserver.hooks.isolation.watchdog import Watchdog
from aiobserver.ingest.hub import Hub
from aiobserver.ingest.pipeline import Pipeline
from aiobserver.ingest.refused import RefusedRequests
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
    """Where the page's questions to plugins are asked."""
    hub: Hub
    pipeline: Pipeline
    started_ns: int
    refused: RefusedRequests = field(default_factory=RefusedRequests)
    access: Access | None = None
    """None: no token is needed."""
    demo: bool = False
    """What it shows is an invented sample."""

    def close(self) -> None:
        """Stores what waits, then closes the database."""
        self.store.close()
        self.asking.close()
        self.watchdog.close()

    def problem(self) -> str | None:
        """Why a write would not be accepted now, or None."""
        return self.store.condition.problem()
