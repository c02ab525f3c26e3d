"""`/api/services` and `/api/stats`."""

from __future__ import annotations

from collections.abc import Iterable

import falcon.asgi

from aiobserver.api.http.media import answer
from aiobserver.api.http.params import query, time_range
from aiobserver.api.services import Services
from aiobserver.model.times import END_OF_TIME_NS, Range
from aiobserver.store.contract import TotalReads

_BEGINNING = "1970-01-01T00:00:00Z"


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    stats = StatsResource(services.store.totals)
    return (("/api/services", stats, "services"), ("/api/stats", stats, None))


class StatsResource:
    """Totals of everything, or of a range."""

    def __init__(self, totals: TotalReads) -> None:
        self._totals = totals

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params, default_from=_BEGINNING)
        if not params.get("to"):
            span = Range(span.from_ns, END_OF_TIME_NS)
        totals, names = await self._totals.totals(span.from_ns, span.to_ns)
        answer(
            resp,
            {
                "traceCount": totals.traces,
                "spanCount": totals.spans,
                "logCount": totals.logs,
                "metricCount": totals.points,
                "serviceCount": len(names),
                "services": names,
                "errorRate": 100 * totals.failed_spans / totals.spans if totals.spans else 0.0,
            },
        )

    async def on_get_services(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, {"services": await self._totals.services()})
