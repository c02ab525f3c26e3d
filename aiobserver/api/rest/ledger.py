"""`/api/ledger`, `/api/calls`, `/api/tool-calls`, `/api/turns`, `/api/gaps`."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping
from typing import Any

import falcon.asgi

from aiobserver.answers.local_time import offsets_of
from aiobserver.api.http.ledger_shapes import (
    call_json,
    figures_json,
    gap_json,
    project_json,
    source_json,
    tool_call_json,
    turn_json,
)
from aiobserver.api.http.media import answer
from aiobserver.api.http.params import Params, choice, interval_s, one_of, page, query, time_range
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest, NotFound
from aiobserver.ingest.ledger_fill import LedgerFill
from aiobserver.model.times import Range, rfc3339
from aiobserver.store.ledger import (
    CALL_COLUMNS,
    GAP_COLUMNS,
    KEYS,
    ORDERS,
    TIME_KEYS,
    TOOL_CALL_COLUMNS,
    CallFilter,
    Key,
    LedgerQuestion,
    LedgerRow,
    Order,
    ToolCallFilter,
    TurnFilter,
)
from aiobserver.store.ledger_contract import LedgerReads, Projects

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_PERCENTILE = re.compile(r"100|[1-9]?[0-9]", re.ASCII)
_MOST_PERCENTILES = 5
_ALL_TIME = "1970-01-01T00:00:00Z"
_MOST_ROWS = 50_000
_DEFAULT_ROWS = 1_000
_HOUR_S = 3_600
_NS = 10**9
_FILTERS = ("tool", "model", "project", "directory", "branch", "session", "kind")
_TURN_FILTERS = ("tool", "project", "directory", "branch", "session")
_OUTCOMES = ("ok", "error", "refused", "cut_off", "metered")


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    ledger = LedgerResource(services.store.ledger, services.store.projects, services.filling)
    return (
        ("/api/ledger", ledger, None),
        ("/api/calls", ledger, "calls"),
        ("/api/calls/{call_id}", ledger, "call"),
        ("/api/tool-calls", ledger, "tool_calls"),
        ("/api/tool-calls/{tool_call_id}", ledger, "tool_call"),
        ("/api/turns", ledger, "turns"),
        ("/api/gaps", ledger, "gaps"),
        ("/api/projects", ledger, "projects"),
    )


class LedgerResource:
    """Answers from the ledger: sums by any keys, calls and tool calls with what tells of them, and prompts."""

    def __init__(self, ledger: LedgerReads, projects: Projects, filling: LedgerFill) -> None:
        self._ledger = ledger
        self._projects = projects
        self._filling = filling

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        wanted = _filter(params)
        keys = _keys(params.get("group", ""))
        zone = params.get("timezone") or "UTC"
        question = LedgerQuestion(
            wanted,
            keys,
            offsets_of(zone, wanted.from_ns, wanted.to_ns),
            _order(params, keys),
            page({"limit": params.get("limit") or str(_DEFAULT_ROWS)}, _MOST_ROWS)[0],
            _width_s(params, wanted, keys),
            _percentiles(params.get("percentiles", "")),
        )
        found = await self._ledger.figures(question)
        rows = [_row_json(question, row) for row in found.rows]
        total = figures_json(found.total, question.percentiles)
        answer(resp, {"rows": rows, "total": total, "count": found.count} | self._progress())

    async def on_get_calls(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        limit, offset = page(params)
        rows, total = await self._ledger.page(_filter(params), limit, offset)
        calls = [call_json(_named(row)) for row in rows]
        answer(resp, {"calls": calls, "total": total, "hasMore": offset + len(calls) < total})

    async def on_get_call(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, call_id: str) -> None:
        found = await self._ledger.get(int(call_id, 16)) if _ID.fullmatch(call_id) else None
        if found is None:
            raise NotFound(f"no call {call_id[:100]!r}")
        call = call_json(_named(found.row))
        sources = list(map(source_json, found.records))
        answer(resp, call | {"sources": sources or call["sources"]})

    async def on_get_tool_calls(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        limit, offset = page(params)
        span = time_range(params, default_from=_ALL_TIME)
        given = {name: params.get(name) for name in ("tool", "session", "name")}
        wanted = ToolCallFilter(span.from_ns, span.to_ns, **given, success=choice(params, "success"))
        rows, total = await self._ledger.tool_calls(wanted, limit, offset)
        uses = [tool_call_json(dict(zip(TOOL_CALL_COLUMNS, row, strict=True))) for row in rows]
        answer(resp, {"toolCalls": uses, "total": total, "hasMore": offset + len(uses) < total})

    async def on_get_tool_call(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, tool_call_id: str) -> None:
        is_id = _ID.fullmatch(tool_call_id)
        found = await self._ledger.get_tool_call(int(tool_call_id, 16)) if is_id else None
        if found is None:
            raise NotFound(f"no tool call {tool_call_id[:100]!r}")
        use = tool_call_json(dict(zip(TOOL_CALL_COLUMNS, found.row, strict=True)))
        answer(resp, use | {"sources": list(map(source_json, found.records))})

    async def on_get_turns(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        limit, offset = page(params)
        span = time_range(params, default_from=_ALL_TIME)
        given = {name: params.get(name) for name in _TURN_FILTERS}
        wanted = TurnFilter(span.from_ns, span.to_ns, **given, reported=choice(params, "reported"))
        turns, total = await self._ledger.turns(wanted, limit, offset)
        shapes = list(map(turn_json, turns))
        answer(resp, {"turns": shapes, "total": total, "hasMore": offset + len(shapes) < total})

    async def on_get_gaps(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        limit, _ = page(params)
        rows = await self._ledger.gaps(_filter(params), limit)
        answer(resp, {"gaps": [gap_json(dict(zip(GAP_COLUMNS, row, strict=True))) for row in rows]})

    async def on_get_projects(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        question = LedgerQuestion(_filter(query(req)), ("project",), limit=_MOST_ROWS)
        found = await self._ledger.figures(question)
        known = {each.project.root: each for each in await self._projects.all()}
        projects = [project_json(row, known.get(row.values[0])) for row in found.rows if row.values[0]]
        answer(resp, {"projects": projects})

    def _progress(self) -> dict[str, Any]:
        """Progress while records are read that were stored before there was a ledger."""
        done, total = self._filling.progress
        return {"filling": {"done": done, "total": total}} if total else {}


def _filter(params: Params) -> CallFilter:
    span = time_range(params, default_from=_ALL_TIME)
    given: dict[str, Any] = {name: params.get(name) for name in _FILTERS}
    return CallFilter(span.from_ns, span.to_ns, outcome=one_of(params, "outcome", _OUTCOMES), **given)


def _keys(text: str) -> tuple[Key, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    keys = [key for name in names for key in KEYS if key == name]
    if len(keys) < len(names) or len(set(keys)) < len(keys):
        raise InvalidRequest(f"group: {text[:60]!r}; expected some of {', '.join(KEYS)}, each once")
    return tuple(keys)


def _percentiles(text: str) -> tuple[int, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    found = [int(name) for name in names if _PERCENTILE.fullmatch(name)]
    if len(found) < len(names) or len(set(found)) < len(found) or len(found) > _MOST_PERCENTILES:
        expected = f"at most {_MOST_PERCENTILES} whole numbers from 0 to 100, each once"
        raise InvalidRequest(f"percentiles: {text[:60]!r}; expected {expected}")
    return tuple(found)


def _width_s(params: Params, wanted: CallFilter, keys: tuple[Key, ...]) -> int:
    """Width of the buckets of the key `time`.

    :raises InvalidRequest: malformed, or far too fine for the range.
    """
    if "time" not in keys:
        return _HOUR_S
    return interval_s(params.get("interval"), Range(wanted.from_ns, min(wanted.to_ns, time.time_ns())))


def _order(params: Params, keys: tuple[Key, ...]) -> Order:
    """Unless asked for, hours and days stand in their order, anything else by cost."""
    chosen = one_of(params, "order", ORDERS)
    return next((order for order in ORDERS if order == chosen), "keys" if set(keys) & set(TIME_KEYS) else "cost")


def _row_json(question: LedgerQuestion, row: LedgerRow) -> dict[str, Any]:
    named: dict[str, Any] = dict(zip(question.keys, row.values, strict=True))
    if "time" in named:
        named["time"] = rfc3339(int(named["time"]) * _NS)
    return named | figures_json(row.figures, question.percentiles)


def _named(row: Iterable[Any]) -> Mapping[str, Any]:
    return dict(zip(CALL_COLUMNS, row, strict=True))
