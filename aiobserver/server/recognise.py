"""Recognises, at start, the tools of services that were stored before anything recognised them."""

from __future__ import annotations

import logging

from aiobserver.api.services import Services
from aiobserver.ingest.recognition import Recognition

log = logging.getLogger(__name__)


async def recognise_stored(services: Services) -> None:
    """Looks only at services that no tool declares and under which none was recognised yet.

    :raises Unavailable: the database cannot be read or written now; the next start looks again.
    """
    tools = services.plugins.tools
    received = await services.store.senders.received()
    strangers = [service for service in received if not tools.of(service)]
    if not strangers:
        return
    Recognition(tools).learn(await services.store.senders.marks(strangers))
    learned = [pair for service in strangers for pair in tools.unsaved(service)]
    if learned:
        await services.store.senders.note(learned)
        tools.saved(learned)
        log.info("recognised by what is stored: %s", ", ".join(f"{service} ({tool})" for service, tool in learned))
