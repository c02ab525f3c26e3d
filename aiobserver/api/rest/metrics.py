"""`/api/metrics`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

import falcon.asgi

from aiobserver.answers.series import SeriesAnswers
from aiobserver.api.http.media import answer, answer_with_lists, read_object
from aiobserver.api.http.metric_shape import point_json
from aiobserver.api.http.params import Params, flag, interval_s, one_of, page, query, time_range
from aiobserver.api.http.preview import encoder
from aiobserver.api.services import Services
from aiobserver.errors import AIObserverError, InvalidRequest, QueryTimeout
from aiobserver.store.contract import MetricReads
from aiobserver.store.metrics import METRIC_TYPES, STATISTICS, PointFilter, SeriesQuery

_MOST_QUERIES = 50
_BATCH_S = 30
_TEXTS = ("id", "name", "service", "interval", "breakdown", "stat")


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    answers = SeriesAnswers(services.store.metrics, services.plugins)
    metrics = MetricsResource(services.store.metrics, answers)
    return (
        ("/api/metrics", metrics, None),
        ("/api/metrics/names", metrics, "names"),
        ("/api/metrics/breakdown-values", metrics, "breakdown_values"),
        ("/api/metrics/series", metrics, "series"),
        ("/api/metrics/batch-series", BatchSeriesResource(answers), None),
    )


class MetricsResource:
    """Lists points and names, computes series."""

    def __init__(self, metrics: MetricReads, answers: SeriesAnswers) -> None:
        self._metrics = metrics
        self._answers = answers

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        limit, offset = page(params)
        wanted = PointFilter(
            from_ns=span.from_ns,
            to_ns=span.to_ns,
            service=params.get("service") or None,
            name=params.get("name") or None,
            type=one_of(params, "type", METRIC_TYPES),
        )
        take = encoder(point_json, preview=flag(params, "preview"))
        points, total = await self._metrics.page(wanted, limit, offset, take)
        answer_with_lists(resp, {"total": total, "hasMore": offset + limit < total}, {"metrics": points})

    async def on_get_names(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, {"names": await self._metrics.names(query(req).get("service") or None)})

    async def on_get_breakdown_values(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        name, attribute = _required(params, "name"), _required(params, "attribute")
        values = await self._metrics.values(name, attribute, params.get("service") or None)
        answer(resp, {"values": values})

    async def on_get_series(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        answer(resp, await self._answers.read(series_query(params)))


class BatchSeriesResource:
    """Computes several series at once; a failing one does not affect the others."""

    def __init__(self, answers: SeriesAnswers) -> None:
        self._answers = answers

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = await read_object(req)
        common = {name: _text(body, name, name) for name in ("from", "to", "interval")}
        shared = {name: text for name, text in common.items() if text}
        time_range(shared)
        deadline = time.monotonic() + _BATCH_S
        results = [await self._result(params, deadline) for params in _queries(body, shared)]
        answer(resp, {"results": results})

    async def _result(self, params: Params, deadline: float) -> dict[str, Any]:
        try:
            if time.monotonic() > deadline:
                raise QueryTimeout(f"the preceding queries took longer than {_BATCH_S} s")
            return {"id": params["id"], "success": True} | await self._answers.read(series_query(params))
        except AIObserverError as error:
            return {"id": params["id"], "success": False, "error": str(error), "series": []}


def series_query(params: Params) -> SeriesQuery:
    """
    :raises InvalidRequest: a parameter is missing or malformed.
    """
    span = time_range(params)
    return SeriesQuery(
        name=_required(params, "name"),
        from_ns=span.from_ns,
        to_ns=span.to_ns,
        width_s=0 if flag(params, "aggregate") else interval_s(params.get("interval"), span),
        service=params.get("service") or None,
        breakdown=params.get("breakdown") or None,
        stat=one_of(params, "stat", STATISTICS),
    )


def _required(params: Params, name: str) -> str:
    value = params.get(name)
    if not value:
        raise InvalidRequest(f"{name} is required")
    return value


def _queries(body: Mapping[str, Any], shared: Params) -> list[Params]:
    queries = body.get("queries")
    if not isinstance(queries, list) or not queries:
        raise InvalidRequest("queries: expected a list of at least one query")
    if len(queries) > _MOST_QUERIES:
        raise InvalidRequest(f"queries: too many ({len(queries)}); at most {_MOST_QUERIES} are allowed")
    return [{**shared, **_query(item, f"queries[{index}]")} for index, item in enumerate(queries)]


def _query(item: object, where: str) -> dict[str, str]:
    if not isinstance(item, dict):
        raise InvalidRequest(f"{where}: expected an object")
    given = {name: _text(item, name, f"{where}.{name}") for name in _TEXTS}
    for name in ("id", "name"):
        if not given[name]:
            raise InvalidRequest(f"{where}.{name} is required")
    aggregate = item.get("aggregate", False)
    if not isinstance(aggregate, bool | None):
        raise InvalidRequest(f"{where}.aggregate: expected true or false")
    return {name: text for name, text in given.items() if text} | ({"aggregate": "true"} if aggregate else {})


def _text(parent: Mapping[str, Any], name: str, where: str) -> str:
    value = parent.get(name)
    if name == "interval" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidRequest(f"{where}: expected a string")
    return value
