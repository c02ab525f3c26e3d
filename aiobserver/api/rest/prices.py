"""`POST /api/reprice`: computes the cost of stored calls anew."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

import falcon.asgi

from aiobserver.api.http.media import answer
from aiobserver.api.http.params import Params, query, time_range
from aiobserver.api.services import Services
from aiobserver.errors import ConfigError, InvalidRequest
from aiobserver.keep.repricing import Repricing
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.ledger import RepriceRange

log = logging.getLogger(__name__)

_BEGINNING = "1970-01-01T00:00:00Z"
_MOST_MODELS = 1_000


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    return (("/api/reprice", RepriceResource(services.repricing), None),)


class RepriceResource:
    """Answered once all calls of the range have their cost."""

    def __init__(self, repricing: Repricing) -> None:
        self._repricing = repricing

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        try:
            repriced = await reprice_calls(self._repricing, query(req))
        except ConfigError as error:
            raise InvalidRequest(str(error)) from None
        log.info("priced %d calls anew, %d of them changed", repriced["calls"], repriced["changed"])
        answer(resp, repriced)


async def reprice_calls(
    repricing: Repricing, params: Params, done: Callable[[int, int], None] | None = None
) -> dict[str, Any]:
    """The answer to a request with these parameters; also for the command when no server runs.

    :param done: called with (calls done, all calls) after each step.
    :raises InvalidRequest: a time cannot be read. :raises ConfigError: the file of prices cannot be used.
    """
    span = time_range(params, default_from=_BEGINNING)
    to_ns = span.to_ns if params.get("to") else END_OF_TIME_NS
    found = await repricing.reprice(RepriceRange(span.from_ns, to_ns), done)
    models = sorted(found.unpriced.items(), key=lambda item: (-item[1], item[0]))
    return {
        "calls": found.calls,
        "changed": found.changed,
        "cost": {"before": found.before, "after": found.after},
        "unpriced": [{"model": model, "calls": calls} for model, calls in models[:_MOST_MODELS]],
    }
