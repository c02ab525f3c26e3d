"""`/api/status`: the status of the server."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Any

import falcon.asgi

from aiobserver import __version__
from aiobserver.api.http.media import answer
from aiobserver.api.rest.tools import plugin_shape
from aiobserver.api.services import Services
from aiobserver.errors import Unavailable
from aiobserver.ingest.refused import Refused
from aiobserver.model.times import rfc3339
from aiobserver.store.totals import Counter

_SECOND_NS = 10**9
_DAY_NS = 86_400 * _SECOND_NS
_SIGNALS = ("traces", "metrics", "logs")


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    return (("/api/status", StatusResource(services), None),)


class StatusResource:
    """Counts are kept across restarts; days are UTC."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        services = self._services
        now_ns = time.time_ns()
        counters: Sequence[Counter] = ()
        rows: dict[str, int] = {}
        problem = services.problem()
        try:
            counters = await services.store.totals.counters(now_ns // _DAY_NS)
            rows = await services.store.totals.rows()
        except Unavailable as error:  # what keeps the database from being read is what people come here for
            problem = problem or str(error)
        requests, waiting = services.store.condition.queue()
        answer(
            resp,
            {
                "version": __version__,
                "uptimeSeconds": (now_ns - services.started_ns) // _SECOND_NS,
                "demo": services.demo,
                "problem": problem or "",
                "notices": _notices(services),
                "received": self._received(counters),
                "dropped": _by_service(counters, "dropped"),
                "deduplicated": _by_service(counters, "deduplicated"),
                "rejected": _by_service(counters, "rejected"),
                "refused": [_refused_shape(entry) for entry in services.refused.entries()],
                "unpriced": [
                    {"service": counter.service, "model": counter.detail, "count": counter.amount}
                    for counter in counters
                    if counter.kind == "unpriced"
                ],
                "queue": {"requests": requests, "bytes": waiting},
                "rows": rows,
                "bytes": services.store.condition.sizes(),
                "plugins": [plugin_shape(status) for status in services.plugins.statuses()],
            },
        )

    def _received(self, counters: Sequence[Counter]) -> list[dict[str, Any]]:
        """Received records by service and signal: today, in total, and the time of the last one."""
        shapes: dict[str, dict[str, Any]] = {}
        for counter in counters:
            if counter.kind != "received":
                continue
            shape = shapes.setdefault(
                counter.service,
                {
                    "service": counter.service,
                    **self._tools_of(counter.service),
                    **dict.fromkeys(_SIGNALS, 0),
                    "today": dict.fromkeys(_SIGNALS, 0),
                    "lastTimes": {},
                    "lastTime": "",
                },
            )
            shape[counter.signal] = counter.amount
            shape["today"][counter.signal] = counter.today
            shape["lastTimes"][counter.signal] = rfc3339(counter.last_ns)
            shape["lastTime"] = max(shape["lastTime"], rfc3339(counter.last_ns))
        return list(shapes.values())

    def _tools_of(self, service: str) -> dict[str, Any]:
        tools = [entry.tool.id for entry in self._services.plugins.tools.of(service)]
        if len(tools) > 1:
            return {"toolIds": tools}
        return {"toolId": tools[0]} if tools else {}


def _notices(services: Services) -> list[str]:
    """Notices for people: losses at opening the database, failed backups, unusable prices, upcoming deletions."""
    missing = services.store.backups.problem
    unused = services.repricing.problem
    return [
        *services.store.condition.losses(),
        *([f"Backup failed: {missing}"] if missing else []),
        *([f"Own prices are not used: {unused}"] if unused else []),
        *services.retention.notices(),
    ]


def _refused_shape(entry: Refused) -> dict[str, Any]:
    return {
        "reason": entry.reason,
        "path": entry.path,
        "userAgent": entry.user_agent,
        "count": entry.count,
        "last": rfc3339(entry.last_ns),
        "remedy": entry.remedy,
    }


def _by_service(counters: Sequence[Counter], kind: str) -> dict[str, Any]:
    chosen = [counter for counter in counters if counter.kind == kind]
    return {
        "total": sum(counter.amount for counter in chosen),
        "today": sum(counter.today for counter in chosen),
        "services": [
            {"service": counter.service, "signal": counter.signal, "count": counter.amount} for counter in chosen
        ],
    }
