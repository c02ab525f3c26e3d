"""`/api/logs`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import falcon.asgi

from aiobserver.answers.buckets import bucket_starts_ms
from aiobserver.api.http.media import answer, answer_with_lists
from aiobserver.api.http.params import Params, flag, interval_s, one_of, page, query, time_range
from aiobserver.api.http.preview import encoder
from aiobserver.api.http.shapes import log_json
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest
from aiobserver.hooks.host import Plugins
from aiobserver.model.times import Range
from aiobserver.store.contract import LogReads
from aiobserver.store.logs import STATISTICS, LogFilter, LogStatistic

_MS_NS = 10**6


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    logs = LogsResource(services.store.logs, services.plugins)
    return (
        ("/api/logs", logs, None),
        ("/api/logs/levels", logs, "levels"),
        ("/api/logs/histogram", logs, "histogram"),
        ("/api/logs/series", logs, "series"),
    )


class LogsResource:
    """Lists and counts logs."""

    def __init__(self, logs: LogReads, plugins: Plugins) -> None:
        self._logs = logs
        self._plugins = plugins

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        limit, offset = page(params)
        wanted, take = _filter(params, time_range(params)), encoder(log_json, preview=flag(params, "preview"))
        logs, total = await self._logs.page(wanted, limit, offset, take)
        answer_with_lists(resp, {"total": total, "hasMore": offset + limit < total}, {"logs": logs})

    async def on_get_levels(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        answer(resp, await self._logs.levels(span.from_ns, span.to_ns, params.get("service") or None))

    async def on_get_histogram(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        width_s = interval_s(params.get("interval"), span)
        counted = await self._logs.histogram(_filter(params, span), width_s)
        buckets: dict[int, dict[str, int]] = {start: {} for start in bucket_starts_ms(span, width_s)}
        for start, level, count in counted:
            buckets.setdefault(start, {})[level] = count
        shapes = [{"timestamp": start, "counts": counts} for start, counts in sorted(buckets.items())]
        answer(resp, {"interval": width_s, "buckets": shapes})

    async def on_get_series(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        statistic = _statistic(params)
        statistic = replace(statistic, uncounted=self._asks_for_uncounted(statistic))
        span = time_range(params)
        width_s = 0 if flag(params, "aggregate") else interval_s(params.get("interval"), span)
        rows = await self._logs.statistic(statistic, span.from_ns, span.to_ns, params.get("service") or None, width_s)
        series: dict[tuple[str, str], list[tuple[int, float]]] = {}
        for service, part, bucket_ns, value in rows:
            if value is not None:
                series.setdefault((service, part), []).append((bucket_ns // _MS_NS, value))
        answer(resp, {"series": [_series(statistic, *key, points) for key, points in series.items()]})

    def _asks_for_uncounted(self, statistic: LogStatistic) -> bool:
        """True if it splits or chooses by an attribute that decides what counts: then everything is to be seen."""
        asked = {statistic.breakdown, statistic.attribute} - {None}
        return any(
            asked.intersection((event.uncounted_attribute, *(each.attribute for each in event.counted_values)))
            for entry in self._plugins.entries
            for event in entry.events
            if event.name == statistic.event
        )


def _filter(params: Params, span: Range) -> LogFilter:
    return LogFilter(
        from_ns=span.from_ns,
        to_ns=span.to_ns,
        service=params.get("service") or None,
        severity=params.get("severity") or None,
        trace_id=params.get("traceId", "").lower() or None,
        event=params.get("event") or None,
        search=params.get("search") or None,
    )


def _statistic(params: Params) -> LogStatistic:
    event = params.get("event")
    if not event:
        raise InvalidRequest("event is required")
    value = params.get("value") or None
    stat = one_of(params, "stat", STATISTICS) or ("avg" if value else "count")
    if value is None and stat != "count":
        raise InvalidRequest(f"value is required: an attribute of {event[:60]!r}")
    return LogStatistic(
        event,
        value,
        stat,
        params.get("breakdown") or None,
        params.get("attribute") or None,
        params.get("equals", ""),
    )


def _series(statistic: LogStatistic, service: str, part: str, points: list[tuple[int, float]]) -> dict[str, Any]:
    labels = {"service": service}
    if statistic.breakdown and part:
        labels[statistic.breakdown] = part
    return {"name": statistic.event, "labels": labels, "datapoints": points}
