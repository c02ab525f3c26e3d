"""Sightings out of a batch: what the record itself tells is added to what the plugin says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiobserver.ingest.redaction import Redaction
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.batch import Batch
from aiobserver.model.columns import COLUMNS, Row
from aiobserver.model.ledger import Call, SessionFact, Sighting, ToolCall, Turn
from aiobserver.model.times import END_OF_TIME_NS
from aiobserver.store.writing import Sighted

_NAMED_BY_SESSION: Mapping[type[Sighting], Mapping[str, Any]] = {
    Call: {"session": "", "turn": "", "agent_id": ""},
    ToolCall: {"session": "", "turn": "", "agent_id": ""},
    Turn: {"session": "", "turn": "", "key": ""},
    SessionFact: {"session": "", "parent": ""},
}
"""Fields in which the session's name may be, which redaction took out."""


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

    def of(self, found: Sequence[tuple[str, Sighting]], kept: Sequence[Row], first: int) -> Iterator[Sighted]:
        """Sightings of what plugins found.

        :param found: (tool, sighting). :param kept: the batch's rows that are stored. :param first: place of the first.
        """
        places = dict(_places(self._batch.rows, kept)) if found else {}
        for tool, said in found:
            row = self._batch.rows[said.position]
            session = self._redacted_session(row)
            if session != row[self._session]:
                said = replace(said, **_NAMED_BY_SESSION[type(said)])  # noqa: PLW2901
            told = self._filled_in(said, row, session or "")
            if isinstance(told, SessionFact) and not told.session:
                continue
            place = places.get(said.position)
            yield Sighted(
                sighting_of(tool, "span" if self._batch.signal == "traces" else "event", told),
                self._batch.signal,
                self._batch.service_name,
                session,
                row[self._time],
                row[self._received],
                None if place is None else first + place,
            )

    def _filled_in(self, said: Sighting, row: Row, session: str) -> Sighting:
        known: dict[str, Any] = {"session": said.session or session}
        if isinstance(said, Turn):
            known["start_ns"] = said.start_ns or row[self._time]
        elif isinstance(said, SessionFact):
            known["time_ns"] = said.time_ns or row[self._time]
        else:
            known["end_ns"] = said.end_ns or self._end_ns(row)
        return replace(said, **known)

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
