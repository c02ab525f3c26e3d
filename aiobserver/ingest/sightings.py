"""Sightings of calls out of a batch: what the record itself tells is added to what the plugin says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aiobserver.ingest.redaction import Redaction
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.batch import Batch
from aiobserver.model.columns import COLUMNS, Row
from aiobserver.model.ledger import Call
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.writing import Sighted


class SightingsOf:
    """Makes the sightings of one batch.

    :param redaction: what a session is called after it. :param known_as: the service by whose rules it is redacted.
    """

    def __init__(self, batch: Batch, redaction: Redaction | None, known_as: str) -> None:
        self._batch = batch
        self._redaction = redaction
        self._known_as = known_as
        columns = COLUMNS[batch.signal]
        self._duration = columns.index("Duration") if batch.signal == "traces" else None
        self._time = columns.index("Timestamp")
        self._session = columns.index("SessionId")
        self._received = columns.index("ReceivedAt")

    def of(self, calls: Sequence[tuple[str, Call]], kept: Sequence[Row], first: int) -> Iterator[Sighted]:
        """Sightings of the calls that plugins found.

        :param calls: (tool, call). :param kept: the batch's rows that are stored. :param first: place of the first one.
        """
        places = dict(_places(self._batch.rows, kept)) if calls else {}
        for tool, call in calls:
            row = self._batch.rows[call.position]
            session = self._redacted_session(row)
            if session != row[self._session]:
                call = replace(call, session="", turn="", agent_id="")  # noqa: PLW2901
            told = replace(call, session=call.session or session or "", end_ns=call.end_ns or self._end_ns(row))
            place = places.get(call.position)
            yield Sighted(
                sighting_of(tool, "span" if self._batch.signal == "traces" else "event", told),
                self._batch.signal,
                self._batch.service_name,
                session,
                row[self._time],
                row[self._received],
                None if place is None else first + place,
            )

    def _end_ns(self, row: Row) -> int:
        duration: int = 0 if self._duration is None else row[self._duration]
        start: int = row[self._time]
        return min(start + duration, END_OF_TIME_NS - 1)

    def _redacted_session(self, row: Row) -> str | None:
        if self._redaction is not None:
            (row,) = self._redaction.redacted(self._batch.signal, self._known_as, [row])
        session: str | None = row[self._session]
        return session


def _places(rows: Sequence[Row], kept: Sequence[Row]) -> Iterator[tuple[int, int]]:
    """(position in the batch, place among the rows that are stored, which are in the same order)"""
    if len(rows) == len(kept):
        yield from ((position, position) for position in range(len(rows)))
        return
    place = 0
    for position, row in enumerate(rows):
        if place < len(kept) and kept[place] is row:
            yield position, place
            place += 1
