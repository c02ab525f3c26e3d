"""Rows of the ledger's tables: sightings as they are stored, and calls as they are shown."""

from __future__ import annotations

from typing import Any

import orjson

from aiobserver.model.columns import Row
from aiobserver.model.ledger import Call, CallSighting, CostSource, LedgerCall, Place, Tokens
from aiobserver.store.writing import Sighted


def sighting_row(sighted: Sighted, record: int | None) -> Row:
    """For the table `call_sightings`."""
    sighting = sighted.sighting
    return (
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
        orjson.dumps(sighting.call).decode(),
    )


def stored_sighting(row: Row) -> tuple[int, CallSighting]:
    """(row number, sighting) of a row of `ledger/related`."""
    number, identity, place, tool, source, record, text = row
    return number, CallSighting(identity, place, tool, source, stored_call(text), record)


def stored_call(text: str) -> Call:
    """The call that a sighting's JSON tells of."""
    fields: dict[str, Any] = orjson.loads(text)
    tokens = fields.pop("tokens")
    return Call(**(fields | {"place": Place(**fields["place"])}), tokens=None if tokens is None else Tokens(**tokens))


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
        *(call.place.directory, call.place.branch, call.place.commit),
        ",".join(entry.sources),
        _disagreements(entry),
    )


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
