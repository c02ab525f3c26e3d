"""Transcripts on their way into the store: their sightings, messages, and how far they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import Any

from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.columns import Row
from aiobserver.model.history import Message
from aiobserver.model.ledger import AnySighting, Call, Sighting, ToolCall, Turn
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.duckdb.ledger.rows import sighting_row
from aiobserver.store.duckdb.ledger.write import Merged
from aiobserver.store.history import FileChunk, FileState, NewlyKnown
from aiobserver.store.keeping import Selection
from aiobserver.store.ledger import CALL_COLUMNS
from aiobserver.store.writing import Sighted

Noted = tuple[AnySighting, Row]
"""(sighting, its row for the table `sightings`)"""

_OUTCOME = CALL_COLUMNS.index("Outcome")
_COST = CALL_COLUMNS.index("Cost")
_SOURCES = CALL_COLUMNS.index("Sources")
_TOKENS = tuple(CALL_COLUMNS.index(name) for name in ("Input", "CacheRead", "CacheWrite", "Output"))


class TranscriptNotes:
    """Keeps `transcript_files` and `transcript_messages`, in the transaction of the sightings."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor

    def note(self, chunks: Sequence[FileChunk], received_ns: int) -> tuple[list[Noted], list[Row]]:
        """Note how far these files are read.

        :returns: (sightings to store, rows for `transcript_messages`)
        """
        numbers = self._numbers(chunks)
        forgotten = {session for (session,) in self._cursor.execute(sql("history/forgotten")).fetchall()}
        anew = [numbers[chunk.state.place] for chunk in chunks if chunk.is_first]
        self._cursor.execute(sql("history/messages_forget"), {"files": anew})
        self._write_files({chunk.state.place: chunk.state for chunk in chunks}, numbers, received_ns)
        noted: list[Noted] = []
        messages: list[Row] = []
        for chunk in chunks:
            number = numbers[chunk.state.place]
            told = (said for said in chunk.sightings if said.session not in forgotten)
            noted += _noted(told, chunk, number, received_ns)
            said = (message for message in chunk.messages if message.session not in forgotten)
            messages += (_message_row(number, chunk.first_message + place, one) for place, one in enumerate(said))
        return noted, messages

    def forget(self, selection: Selection) -> None:
        """Delete the messages of a selection; a selected session is not imported again."""
        if selection.session is not None:
            self._cursor.execute(sql("history/forget_session"), {"session": selection.session})
        given = {
            "from_ns": selection.from_ns,
            "to_ns": selection.to_ns,
            "session": selection.session,
            "received_before": selection.received_before,
            "service": selection.service,
        }
        self._cursor.execute(sql("history/deletion_messages"), given)

    def _numbers(self, chunks: Iterable[FileChunk]) -> dict[tuple[str, str, str], int]:
        """Number of each file; one that is not known yet gets the next."""
        wanted = dict.fromkeys(chunk.state.place for chunk in chunks)
        paths = [path for _, _, path in wanted]
        rows = self._cursor.execute(sql("history/numbers"), {"paths": paths}).fetchall()
        numbers = {(tool, machine, path): number for number, tool, machine, path in rows}
        ((following,),) = self._cursor.execute(sql("history/next_number")).fetchall()
        for place in wanted:
            if place not in numbers:
                numbers[place] = following
                following += 1
        return numbers

    def _write_files(
        self,
        states: dict[tuple[str, str, str], FileState],
        numbers: dict[tuple[str, str, str], int],
        received_ns: int,
    ) -> None:
        self._cursor.execute(sql("history/files_forget"), {"numbers": [numbers[place] for place in states]})
        appender = self._cursor.appender("transcript_files")
        appender.append_rows([_file_row(numbers[place], state, received_ns) for place, state in states.items()])
        appender.flush()


def newly_known(merged: Merged, chunks: Iterable[FileChunk]) -> NewlyKnown:
    """News of these files.

    :param merged: what became of the ledger with them, and with what was stored in the same transaction.
    """
    written = [
        (row[_OUTCOME], row[_COST], sum(row[place] or 0 for place in _TOKENS))
        for row in merged.rows.get("ledger_calls", ())
        if "transcript" in row[_SOURCES]
    ]
    after, before = _sums(written), _sums(merged.removed.rows.get(Call, ()))
    tools = len(merged.rows.get("ledger_tool_calls", ())) - len(merged.removed.rows.get(ToolCall, ()))
    prompts = len(merged.rows.get("ledger_turns", ())) - len(merged.removed.rows.get(Turn, ()))
    return NewlyKnown(
        calls=after.calls - before.calls,
        known_calls=before.calls,
        cost=after.cost - before.cost,
        tokens=after.tokens - before.tokens,
        tool_calls=tools,
        prompts=prompts,
        sessions=tuple(sorted({said.session for chunk in chunks for said in chunk.sightings})),
    )


def _sums(calls: Iterable[Sequence[Any]]) -> NewlyKnown:
    """Sums over those of some calls that were answered, (outcome, cost, tokens) each."""
    answered = [(cost or 0.0, tokens) for *_, outcome, cost, tokens in calls if outcome == "ok"]
    return NewlyKnown(
        calls=len(answered), cost=fsum(cost for cost, _ in answered), tokens=sum(tokens for _, tokens in answered)
    )


def _noted(told: Iterable[Sighting], chunk: FileChunk, number: int, received_ns: int) -> Iterator[Noted]:
    for said in told:
        sighting = sighting_of(chunk.state.tool, "transcript", said)
        sighted = Sighted(sighting, "", chunk.service, said.session, sighting.end_ns, received_ns, None)
        yield sighting, sighting_row(sighted, number)


def _file_row(number: int, state: FileState, received_ns: int) -> Row:
    return (
        *(number, state.tool, state.machine, state.path, state.size, state.modified_ns, state.read, state.head),
        *(state.lines, state.not_understood, state.first_not_understood, received_ns),
    )


def _message_row(number: int, place: int, message: Message) -> Row:
    return (
        *(number, place, message.session, message.time_ns, message.kind, message.key, message.turn, message.agent_id),
        *(message.tool, message.tool_call, message.call, message.is_error, message.text),
    )
