"""Rows of the ledger's tables: sightings as they are stored, and what is merged from them as it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from aiobserver.ledger.sightings import stored
from aiobserver.model.columns import Row
from aiobserver.model.ledger import (
    AnySighting,
    Call,
    CostSource,
    LedgerCall,
    LedgerEntry,
    Place,
    SessionFact,
    Sighting,
    Tokens,
    ToolCall,
    Turn,
)
from aiobserver.store.writing import Sighted

_KINDS: Mapping[type[Sighting], str] = {Call: "call", ToolCall: "tool", Turn: "turn", SessionFact: "session"}
_OF_KIND: Mapping[str, type[ToolCall | Turn | SessionFact]] = {
    "tool": ToolCall,
    "turn": Turn,
    "session": SessionFact,
}


def sighting_row(sighted: Sighted, record: int | None) -> Row:
    """For the table `sightings`."""
    sighting = sighted.sighting
    return (
        _KINDS[type(sighting.said)],
        sighting.id,
        sighting.place,
        sighting.end_ns,
        sighting.tool,
        sighting.source,
        sighted.signal,
        sighted.service,
        sighted.session,
        sighted.time_ns,
        sighted.received_ns,
        record,
        orjson.dumps(sighting.said).decode(),
    )


def stored_sighting(row: Row) -> tuple[int, AnySighting]:
    """(row number, sighting) of a row of `ledger/related`."""
    number, kind, identity, place, tool, source, record, text = row
    return number, stored(identity, place, tool, source, stored_said(kind, text), record)


def stored_said(kind: str, text: str) -> Sighting:
    """The call, tool call, prompt or fact that a sighting's JSON tells of."""
    if kind == "call":
        return stored_call(text)
    fields: dict[str, Any] = orjson.loads(text)
    return _OF_KIND[kind](**(fields | {"place": Place(**fields["place"])}))


def stored_call(text: str) -> Call:
    """The call that a sighting's JSON tells of."""
    fields: dict[str, Any] = orjson.loads(text)
    tokens = fields.pop("tokens")
    return Call(**(fields | {"place": Place(**fields["place"])}), tokens=None if tokens is None else Tokens(**tokens))


def priced_call(row: Sequence[Any]) -> Call:
    """A stored call, as far as its price depends on it: (end, model, provider, tokens by type …, web searches)."""
    end_ns, model, provider, incoming, read, written, written_1h, outgoing, reasoning, searches = row
    tokens = None
    if incoming is not None:
        tokens = Tokens(
            input=incoming,
            cache_read=read,
            cache_write_5m=written - written_1h,
            cache_write_1h=written_1h,
            output=outgoing,
            reasoning=reasoning,
        )
    return Call(model=model, provider=provider, tokens=tokens, web_searches=searches, end_ns=end_ns)


def call_row(entry: LedgerCall, cost: float | None, cost_source: CostSource) -> Row:
    """For the table `ledger_calls`."""
    call, tokens = entry.call, entry.call.tokens
    return (
        *(entry.id, entry.tool, call.session, call.turn, call.agent_id, call.agent, call.kind),
        *(entry.start_ns, call.end_ns, call.duration_ns, call.first_token_ns, call.attempts),
        *(call.model, call.requested_model, call.provider, call.tier, call.effort),
        *_counts(tokens),
        *(call.web_searches, cost, cost_source),
        *(call.outcome, call.status_code, call.error_type),
        *_place(call.place),
        ",".join(entry.sources),
        _disagreements(entry),
    )


def tool_call_row(entry: LedgerEntry[ToolCall]) -> Row:
    """For the table `ledger_tool_calls`."""
    use = entry.said
    return (
        *(entry.id, entry.tool, use.session, use.turn, use.agent_id, use.name),
        *(max(0, use.end_ns - (use.duration_ns or 0)), use.end_ns, use.duration_ns),
        *(use.success, use.decision, use.decided_by),
        *_place(use.place),
        ",".join(entry.sources),
    )


def turn_row(entry: LedgerEntry[Turn]) -> Row:
    """For the table `ledger_turns`."""
    turn = entry.said
    return (
        *(entry.id, entry.tool, turn.session, turn.turn, turn.start_ns, turn.is_command),
        *_place(turn.place),
        ",".join(entry.sources),
        turn.cost,
    )


def session_row(entry: LedgerEntry[SessionFact]) -> Row:
    """For the table `session_facts`."""
    fact = entry.said
    return (
        *(entry.id, entry.tool, fact.session, fact.time_ns, fact.title, fact.version, fact.parent),
        *_place(fact.place),
        ",".join(entry.sources),
        fact.prompt,
    )


def _place(place: Place) -> tuple[str, str, str]:
    return place.directory, place.branch, place.commit


def _disagreements(entry: LedgerCall) -> str | None:
    if not entry.disagreements:
        return None
    return orjson.dumps([{"field": each.field, "values": dict(each.values)} for each in entry.disagreements]).decode()


def _counts(tokens: Tokens | None) -> tuple[int | None, ...]:
    if tokens is None:
        return (None,) * 6
    return (
        *(tokens.input, tokens.cache_read, tokens.cache_write, tokens.cache_write_1h),
        *(tokens.output, tokens.reasoning),
    )
