"""`DELETE /api/data`: deletes records of a range, service, session or signal permanently. `POST /api/compact`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon.asgi

from aiobserver.answers.deletion import Deletion, delete_records
from aiobserver.api.http.media import answer
from aiobserver.api.http.params import Params, choice, flag, query, time_range
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest
from aiobserver.model.columns import Signal
from aiobserver.store.contract import Keeping
from aiobserver.store.keeping import SIGNALS, Counts, Selection

_SELECTORS = ("from", "to", "service", "session", "signal")
_BEGINNING = "1970-01-01T00:00:00Z"


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    keeping = services.store.keeping
    return (("/api/data", DataResource(keeping), None), ("/api/compact", CompactionResource(keeping), None))


class DataResource:
    """Deletes nothing by accident: it requires a selector, and the total reported by a dry run."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def on_delete(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, await delete_data(self._keeping, query(req)))


class CompactionResource:
    """Rewrites the database file; answered once the new file is in place."""

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping

    async def on_post(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, {"bytes": _sizes(await self._keeping.compact())})


async def delete_data(keeping: Keeping, params: Params) -> dict[str, Any]:
    """The answer to a request with these parameters; also for the command when no server runs.

    :raises InvalidRequest: nothing was deleted. :raises Unavailable: not all was deleted; to be done again.
    """
    selection, signals = _selection(params), _signals(params.get("signal", ""))
    if flag(params, "dryRun"):
        return _shape(await keeping.count(selection, signals), dry_run=True)
    wanted = Deletion(selection, signals, _confirmed(params), compact=choice(params, "compact") is not False)
    done = await delete_records(keeping, wanted)
    shape = _shape(done.records, dry_run=False) | {"compacted": done.sizes is not None}
    if done.sizes is not None:
        shape["bytes"] = _sizes(done.sizes)
    return shape | ({"problem": done.problem} if done.problem else {})


def _selection(params: Params) -> Selection:
    given = [name for name in _SELECTORS if params.get(name)]
    if not given:
        raise InvalidRequest(
            f"nothing selected: expected at least one of {', '.join(_SELECTORS)}; for everything use from={_BEGINNING}"
        )
    span = time_range(params, default_from=_BEGINNING)
    until = {"to_ns": span.to_ns} if params.get("to") else {}
    return Selection(
        from_ns=span.from_ns, service=params.get("service") or None, session=params.get("session") or None, **until
    )


def _signals(text: str) -> tuple[Signal, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in SIGNALS:
            raise InvalidRequest(f"unknown signal {name[:60]!r}; expected {', '.join(SIGNALS)}")
    return tuple(signal for signal in SIGNALS if signal in names or not names)


def _confirmed(params: Params) -> int | None:
    text = params.get("confirm", "")
    return int(text[:20]) if text.isascii() and text.isdigit() else None


def _sizes(sizes: tuple[int, int]) -> dict[str, int]:
    return dict(zip(("before", "after"), sizes, strict=True))


def _shape(counts: Counts, *, dry_run: bool) -> dict[str, Any]:
    return {"dryRun": dry_run, "records": counts, "total": sum(counts.values())}
