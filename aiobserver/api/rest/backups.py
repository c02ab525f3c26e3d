"""`/api/backups`: lists and makes backups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon
import falcon.asgi

from aiobserver.api.http.media import answer
from aiobserver.api.services import Services
from aiobserver.model.times import rfc3339
from aiobserver.store.contract import Backups
from aiobserver.store.keeping import BackupFile

_SECOND_NS = 10**9


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    return (("/api/backups", BackupsResource(services.store.backups), None),)


class BackupsResource:
    """Lists backups; makes one and answers once it is verified."""

    def __init__(self, backups: Backups) -> None:
        self._backups = backups

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(
            resp,
            {
                "folder": str(self._backups.folder),
                "problem": self._backups.problem or "",
                "backups": [_shape(backup) for backup in self._backups.all()],
            },
        )

    async def on_post(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        backup = await self._backups.make()
        resp.status = falcon.HTTP_201
        answer(resp, _shape(backup))


def _shape(backup: BackupFile) -> dict[str, Any]:
    return {
        "name": backup.path.name,
        "path": str(backup.path),
        "createdAt": rfc3339(backup.made_s * _SECOND_NS),
        "bytes": backup.size,
        "routine": backup.is_routine,
    }
