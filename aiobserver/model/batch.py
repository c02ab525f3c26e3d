"""Records on their way into the store: batches of rows, and what a plugin sees of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aiobserver.model.columns import ATTRIBUTE_COLUMN, COLUMNS, Row, Signal

Attributes = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """One resource's records out of one export request; plugins are asked once per batch."""

    signal: Signal
    service_name: str
    resource_attributes: str | None
    rows: list[Row]
    session_attributes: tuple[str, ...] = ()
    """Attributes from which the column `SessionId` was filled."""
    tool: str = ""
    """Id of the tool that it was recognised as; empty if its service name says whose it is, or nothing does."""


@dataclass(frozen=True, slots=True)
class Export:
    """A decoded export request: the records to store, and those rejected (OTLP partial success)."""

    signal: Signal
    batches: tuple[Batch, ...]
    rejected: int = 0
    message: str = ""
    digest: bytes = b""
    size: int = 0

    @property
    def row_count(self) -> int:
        return sum(len(batch.rows) for batch in self.batches)


class Records:
    """A plugin's view of a batch: records by position, columns by name, parsed on demand."""

    __slots__ = ("_batch", "_columns", "_service_name")

    def __init__(self, batch: Batch, service_name: str | None = None) -> None:
        self._batch = batch
        self._columns = COLUMNS[batch.signal]
        self._service_name = service_name or batch.service_name

    def __len__(self) -> int:
        return len(self._batch.rows)

    @property
    def signal(self) -> Signal:
        """`logs`, `traces` or `metrics`."""
        return self._batch.signal

    @property
    def service_name(self) -> str:
        """`service.name` of the resource, `unknown` if the sender named none.

        The plugin of a tool that was recognised under another name gets a name that its tool owns; the column
        `ServiceName` has the one that was sent.
        """
        return self._service_name

    @property
    def tool(self) -> str:
        """Id of the tool that was recognised under another service name, else empty."""
        return self._batch.tool

    def known_as(self, service_name: str) -> Records:
        """The same records under another service name."""
        return Records(self._batch, service_name)

    @property
    def resource(self) -> Attributes:
        """The resource's attributes."""
        return parse_attributes(self._batch.resource_attributes)

    def column(self, name: str) -> list[Any]:
        """The values of one column, one per record. KeyError: no such column."""
        index = self._index(name)
        return [row[index] for row in self._batch.rows]

    def value(self, position: int, name: str) -> Any:
        """One column of one record."""
        return self._batch.rows[position][self._index(name)]

    def attributes(self, position: int) -> Attributes:
        """The attributes of one record."""
        return parse_attributes(self.value(position, ATTRIBUTE_COLUMN[self._batch.signal]))

    def positions(self, name: str, value: Any) -> Iterator[int]:
        """The positions of the records whose column `name` equals `value`."""
        index = self._index(name)
        return (position for position, row in enumerate(self._batch.rows) if row[index] == value)

    def _index(self, name: str) -> int:
        try:
            return self._columns.index(name)
        except ValueError:
            raise KeyError(
                f"no column {name!r} in {self._batch.signal}; there are {', '.join(self._columns)}"
            ) from None


def parse_attributes(text: str | None) -> Attributes:
    """Attributes out of a JSON text column."""
    return json.loads(text) if text else {}
