"""Requests to the writer: the rows of one export request, stored as one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from aiobserver.model.columns import Row, Signal
from aiobserver.model.ledger import AnySighting
from aiobserver.store.history import FileChunk, NewlyKnown

TABLES: dict[Signal, str] = {"traces": "otel_traces", "metrics": "otel_metrics", "logs": "otel_logs"}


@dataclass(frozen=True, slots=True)
class Count:
    """An amount for `/api/status`: kind is received, dropped, deduplicated, unpriced or rejected."""

    kind: str
    signal: Signal
    service: str
    detail: str
    amount: int


@dataclass(frozen=True, slots=True)
class Sighted:
    """A sighting, and the record that tells of it."""

    sighting: AnySighting
    signal: Signal | Literal[""]
    """Empty: a transcript tells of it."""
    service: str
    session: str | None
    """That of the record."""
    time_ns: int
    """That of the record."""
    received_ns: int
    row: int | None
    """Its place among the request's rows of the signal; None: the record is not stored."""


@dataclass(frozen=True, slots=True)
class StoreRequest:
    """All that one export request adds, stored together or not at all."""

    digest: bytes
    received_ns: int
    rows: dict[Signal, list[Row]]
    counts: tuple[Count, ...] = ()
    size: int = 0
    """Bytes of the request's body."""
    service_tools: tuple[tuple[str, str], ...] = ()
    """(service name, id of a tool) that were recognised."""
    sighted: tuple[Sighted, ...] = ()
    transcripts: tuple[FileChunk, ...] = ()


@dataclass(slots=True)
class Stored:
    """The outcome: `increments` are the delta points that were stored beside the request's own rows."""

    duplicate: bool = False
    increments: list[Row] = field(default_factory=list)
    known: NewlyKnown | None = None
    """News of the transcripts, if the request has some."""


class Increments(Protocol):
    """Turns cumulative points into delta points. Remembers the state of some runs; the table `delta_state` has all.

    A transaction calls `unknown`, `recall` and `add`, in this order, then `commit` or `rollback`.
    """

    def forget(self) -> None:
        """Forgets all state: what the table has counts."""

    def unknown(self, points: Sequence[Row]) -> list[Row]:
        """The runs (series, start ns) of these metric points that `add` needs and that are not remembered."""

    def recall(self, states: Iterable[Row]) -> None:
        """Takes over the rows of `delta_state` of unknown runs, the newest of each; a run without one is new."""

    def add(self, points: Sequence[Row]) -> tuple[list[Row], list[Row]]:
        """(rows for otel_metrics, rows for delta_state) that these metric points produce; their runs are known."""

    def commit(self) -> None:
        """Keep the added changes: they are stored."""

    def rollback(self) -> None:
        """Discard uncommitted changes."""
