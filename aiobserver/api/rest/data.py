"""`DELETE /api/data`: records of a range, a service, a session, a signal go for good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon.asgi

from aiobserver.api.http.media import answer
from aiobserver.api.http.params import Params, choice, flag, query, time_range
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest, Unavailable
from aiobserver.model.columns import Signal
from aiobserver.store.duckdb.keeping.housekeeping import Counts, Housekeeping
from aiobserver.store.duckdb.write.deletion import SIGNALS, Selection

_SELECTORS = ("from", "to", "service", "session", "signal")
_BEGINNING = "1970-01-01T00:00:00Z"


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    return (("/api/data", DataResource(services.housekeeping), None),)


class DataResource:
    """Deletes nothing by accident: a selector is needed, and the total that a dry run told."""

    def __init__(self, housekeeping: Housekeeping) -> None:
        self._housekeeping = housekeeping

    async def on_delete(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        answer(resp, await delete_data(self._housekeeping, query(req)))


async def delete_data(housekeeping: Housekeeping, params: Params) -> dict[str, Any]:
    """The answer to a request with these parameters; also for the command when no server runs.

    :raises InvalidRequest: nothing was deleted. :raises Unavailable: not all was deleted; to be done again.
    """
    selection, signals = _selection(params), _signals(params.get("signal", ""))
    found = await housekeeping.count(selection, signals)
    if flag(params, "dryRun"):
        return _shape(found, dry_run=True)
    _check_confirmed(params, sum(found.values()))
    wanted = choice(params, "compact") is not False
    deleted = await housekeeping.delete(selection, signals, for_good=wanted)
    return _shape(deleted, dry_run=False) | (await _compacted(housekeeping) if wanted else {"compacted": False})


async def _compacted(housekeeping: Housekeeping) -> dict[str, Any]:
    try:
        before, after = await housekeeping.compact()
    except Unavailable as error:  # what was to be deleted is deleted: no reason to do it again
        return {"compacted": False, "problem": f"{error}; a running server tries it again every ten minutes"}
    return {"compacted": True, "bytes": {"before": before, "after": after}}


def _selection(params: Params) -> Selection:
    given = [name for name in _SELECTORS if params.get(name)]
    if not given:
        raise InvalidRequest(
            f"say what to delete: expected at least one of {', '.join(_SELECTORS)}; everything is from={_BEGINNING}"
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
            raise InvalidRequest(f"signal: {name[:60]!r} is none of {', '.join(SIGNALS)}")
    return tuple(signal for signal in SIGNALS if signal in names or not names)


def _check_confirmed(params: Params, total: int) -> None:
    text = params.get("confirm", "")
    if not text.isascii() or not text.isdigit():
        raise InvalidRequest(f"confirm: expected the total that a dry run tells, now {total}; ask with dryRun=true")
    if total > int(text[:20]):
        raise InvalidRequest(
            f"confirm: {text[:20]} records were confirmed, {total} are selected by now; ask with dryRun=true again"
        )


def _shape(counts: Counts, *, dry_run: bool) -> dict[str, Any]:
    return {"dryRun": dry_run, "records": counts, "total": sum(counts.values())}
