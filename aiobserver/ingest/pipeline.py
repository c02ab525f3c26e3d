"""The way of an export: recognise → sight → derive → drop → mark → redact → (deltas, commit) → publish.

Read this file first.

`prepare` is pure computing and runs off the event loop; `store` returns once everything is committed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from aiobserver.hooks.host import Plugins
from aiobserver.hooks.tools import ServiceTool, ToolEntry
from aiobserver.ingest.counting import Rules, counting_rules, with_marks
from aiobserver.ingest.derived import derived_rows
from aiobserver.ingest.hub import Hub
from aiobserver.ingest.recognition import Recognition
from aiobserver.ingest.redaction import Redaction
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.model.batch import Batch, Export, Records
from aiobserver.model.columns import MARK_MAIN, MARK_SESSION_ROOT, SPAN_COLUMNS, Row, Signal
from aiobserver.model.derived import DerivedPoint, Unpriced
from aiobserver.store.contract import Ingest
from aiobserver.store.writing import Count, Sighted, StoreRequest

_MARKS = SPAN_COLUMNS.index("Marks")


@dataclass(slots=True)
class _Request:
    """Content of a store request while batches are prepared."""

    rows: dict[Signal, list[Row]] = field(default_factory=dict)
    counts: list[Count] = field(default_factory=list)
    sighted: list[Sighted] = field(default_factory=list)


class Pipeline:
    """Runs each export through the plugins, stores it, then publishes it to live subscribers."""

    def __init__(self, plugins: Plugins, ingest: Ingest, hub: Hub, redaction: Redaction | None = None) -> None:
        self._plugins = plugins
        self._recognition = Recognition(plugins.tools)
        self._counting: dict[str, Rules] = {entry.tool.id: counting_rules(entry) for entry in plugins.entries}
        self._ingest = ingest
        self._hub = hub
        self._redaction = redaction

    def prepare(self, export: Export, received_ns: int) -> StoreRequest:
        """Ask the plugins once per batch, and assemble the rows to be stored."""
        request = _Request()
        learned: dict[ServiceTool, None] = {}
        for batch in export.batches:
            request.counts.append(Count("received", batch.signal, batch.service_name, "", len(batch.rows)))
            for part in self._recognition.parts(batch):
                self._prepare(part, request)
            learned.update(dict.fromkeys(self._plugins.tools.unsaved(batch.service_name)))
        if export.rejected:
            request.counts.append(Count("rejected", export.signal, "", "", export.rejected))
        return StoreRequest(
            export.digest if export.batches else b"",
            received_ns,
            request.rows,
            tuple(request.counts),
            export.size,
            tuple(learned),
            tuple(request.sighted),
        )

    async def store(self, request: StoreRequest) -> None:
        """Returns once the request is committed, then shows its records to those who watch.

        :raises InvalidRequest: a value cannot be stored. :raises Unavailable: cannot be stored now.
        """
        if not request.rows and not request.counts:
            return
        stored = await self._ingest.store(request)
        if not stored.duplicate:
            self._plugins.tools.saved(request.service_tools)
            for signal, rows in request.rows.items():
                self._hub.publish(signal, rows)
            self._hub.publish("metrics", stored.increments)

    def _prepare(self, batch: Batch, request: _Request) -> None:
        entry = self._entry_of(batch)
        known_as = entry.tool.usual_service if entry is not None and batch.tool else batch.service_name
        calls = self._plugins.calls(Records(batch)) if batch.signal != "metrics" else []
        for signal, kept in self._ask_plugins(batch, request.counts):
            rows = request.rows.setdefault(signal, [])
            if signal == batch.signal and calls:
                sightings = SightingsOf(batch, self._redaction, known_as)
                request.sighted.extend(sightings.of(calls, kept, len(rows)))
            if signal == "logs" and entry is not None and self._counting[entry.tool.id]:
                kept = with_marks(kept, self._counting[entry.tool.id])  # noqa: PLW2901
            if self._redaction is not None:
                kept = self._redaction.redacted(signal, known_as, kept)  # noqa: PLW2901
            rows.extend(kept)

    def _entry_of(self, batch: Batch) -> ToolEntry | None:
        tools = self._plugins.tools
        return tools.with_id(batch.tool) if batch.tool else tools.declared(batch.service_name)

    def _ask_plugins(self, batch: Batch, counts: list[Count]) -> Iterator[tuple[Signal, list[Row]]]:
        if batch.signal == "traces":
            yield "traces", self._marked(batch)
        elif batch.signal == "logs":
            records = Records(batch)
            derived = self._plugins.derive(records)
            dropped = self._plugins.drop(records)
            yield "logs", _without(batch.rows, dropped)
            points = [point for point in derived if isinstance(point, DerivedPoint)]
            if points:
                yield "metrics", derived_rows(batch, points)
            counts.extend(_notes(batch.service_name, derived, len(dropped)))
        else:
            yield "metrics", batch.rows

    def _marked(self, batch: Batch) -> list[Row]:
        records = Records(batch)
        roots = self._plugins.session_roots(records)
        mains = self._plugins.main_spans(records)
        if not roots and not mains:
            return batch.rows
        rows = list(batch.rows)
        for position in roots | mains:
            mark = (position in roots and MARK_SESSION_ROOT) | (position in mains and MARK_MAIN)
            row = rows[position]
            rows[position] = (*row[:_MARKS], int(mark), *row[_MARKS + 1 :])
        return rows


def _without(rows: list[Row], dropped: frozenset[int]) -> list[Row]:
    return [row for position, row in enumerate(rows) if position not in dropped] if dropped else rows


def _notes(service: str, derived: Iterable[DerivedPoint | Unpriced], dropped: int) -> Iterator[Count]:
    if dropped:
        yield Count("dropped", "logs", service, "", dropped)
    models = Counter(note.model for note in derived if isinstance(note, Unpriced))
    for model, amount in models.items():
        yield Count("unpriced", "logs", service, model, amount)
