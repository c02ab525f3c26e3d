"""Finds the repositories of the directories in which calls ran, while they exist."""

from __future__ import annotations

import asyncio
import logging

from aiobserver.errors import QueryTimeout, Unavailable
from aiobserver.ledger.projects import project_of
from aiobserver.store.ledger_contract import Projects

log = logging.getLogger(__name__)

_LOOK_S = 20.0


class ProjectFinder:
    """Looks now and then for directories that are new; one without a repository is looked at once."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects
        self._without: set[str] = set()

    async def run_forever(self, pause_s: float = _LOOK_S) -> None:
        """Look for repositories, until cancelled."""
        while True:
            try:
                await self.look()
            except (Unavailable, QueryTimeout) as error:
                log.debug("repositories are looked for later: %s", error)
            await asyncio.sleep(pause_s)

    async def look(self) -> None:
        """Find the repositories of all directories that are new.

        :raises Unavailable: the database cannot be read or written now.
        """
        unplaced = [directory for directory in await self._projects.unplaced() if directory not in self._without]
        found = {directory: await asyncio.to_thread(project_of, directory) for directory in unplaced}
        known = {directory: project for directory, project in found.items() if project is not None}
        if known:
            await self._projects.place(known)
        self._without.update(found.keys() - known.keys())
