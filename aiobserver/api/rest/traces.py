"""`/api/traces`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import falcon.asgi

from aiobserver.api.http.media import EncodedList, answer, answer_with_lists
from aiobserver.api.http.params import choice, duration_ns, one_of, page, query, time_range
from aiobserver.api.http.preview import encoder, shortened
from aiobserver.api.http.shapes import span_json
from aiobserver.api.services import Services
from aiobserver.errors import NotFound
from aiobserver.hooks.host import Plugins
from aiobserver.model.columns import STATUS_CODES
from aiobserver.model.times import rfc3339
from aiobserver.store.contract import TraceReads
from aiobserver.store.traces import TraceFilter, TracePage, TraceSummary

_MOST_RECENT = 100


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    traces = TracesResource(services.store.traces, services.plugins)
    return (
        ("/api/traces", traces, None),
        ("/api/traces/recent", traces, "recent"),
        ("/api/traces/{trace_id}", traces, "one"),
        ("/api/traces/{trace_id}/spans", traces, "spans"),
    )


class TracesResource:
    """Lists and shows (virtual) traces."""

    def __init__(self, traces: TraceReads, plugins: Plugins) -> None:
        self._traces = traces
        self._plugins = plugins

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        wanted = TraceFilter(
            from_ns=span.from_ns,
            to_ns=span.to_ns,
            service=params.get("service") or None,
            search=params.get("search") or None,
            status=one_of(params, "status", STATUS_CODES),
            min_duration_ns=duration_ns("minDuration", params.get("minDuration")),
            main=choice(params, "main"),
        )
        limit, offset = page(params)
        found = await self._traces.page(wanted, self._plugins.marking_services(), limit, offset)
        background = {"backgroundTotal": found.background} if wanted.main else {}
        answer(resp, self._wrapped(found, offset, await self._scopes(found.traces)) | background)

    async def on_get_recent(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        limit, _ = page(query(req), _MOST_RECENT)
        traces = await self._traces.recent(self._plugins.marking_services(), limit)
        answer(resp, self._wrapped(TracePage(traces, len(traces), 0), 0, await self._scopes(traces)))

    async def on_get_one(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, trace_id: str) -> None:
        summary, spans = await self._found(trace_id)
        answer_with_lists(resp, {"trace": self._shape(summary, await self._scopes([summary]))}, {"spans": spans})

    async def on_get_spans(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, trace_id: str) -> None:
        _, spans = await self._found(trace_id)
        answer_with_lists(resp, {}, {"spans": spans})

    async def _scopes(self, traces: Sequence[TraceSummary]) -> Mapping[str, str]:
        """Root span → scope, of those traces whose service name several tools use."""
        shared = [trace for trace in traces if len(self._plugins.tools.of(trace.service_name)) > 1]
        if not shared:
            return {}
        last_ns = max(trace.start_ns + trace.duration_ns for trace in shared)
        roots = [trace.root_span_id for trace in shared]
        return await self._traces.scopes(roots, min(trace.start_ns for trace in shared), last_ns)

    def _wrapped(self, found: TracePage, offset: int, scopes: Mapping[str, str]) -> dict[str, Any]:
        traces = [shortened(self._shape(summary, scopes)) for summary in found.traces]
        return {"traces": traces, "total": found.total, "hasMore": offset + len(traces) < found.total}

    async def _found(self, trace_id: str) -> tuple[TraceSummary, EncodedList]:
        found = await self._traces.get(trace_id.lower(), self._plugins.marking_services(), encoder(span_json))
        if found is None:
            raise NotFound(f"no trace {trace_id[:100]!r}")
        return found

    def _shape(self, summary: TraceSummary, scopes: Mapping[str, str]) -> dict[str, Any]:
        scope = scopes.get(summary.root_span_id)
        entry = self._plugins.tools.of_scope(scope) if scope else self._plugins.entry_of(summary.service_name)
        return {
            "id": summary.id,
            "kind": "virtual" if summary.is_virtual else "trace",
            "traceId": summary.trace_id,
            "rootSpan": summary.root_span,
            "rootSpanId": summary.root_span_id,
            "serviceName": summary.service_name,
            "startTime": rfc3339(summary.start_ns),
            "duration": summary.duration_ns,
            "spanCount": summary.span_count,
            "status": summary.status,
            "main": summary.is_main,
            **({"toolId": entry.tool.id} if entry else {}),
            **({"sessionId": summary.session_id} if summary.session_id else {}),
        }
