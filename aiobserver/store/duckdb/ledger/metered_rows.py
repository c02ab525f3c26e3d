"""Rows of what metrics count and no call is known of."""

from __future__ import annotations

from collections.abc import Mapping

from aiobserver.ledger.identity import metered_id
from aiobserver.ledger.metering import UNITS, Counted, MeteredRow, Unit
from aiobserver.ledger.prices import Prices
from aiobserver.model.columns import Row
from aiobserver.store.duckdb.ledger.rows import priced_call
from aiobserver.store.ledger import CALL_COLUMNS, GAP_COLUMNS

_CALL = {name: index for index, name in enumerate(CALL_COLUMNS)}
_OF_PRICE = (
    *("EndTime", "Model", "Provider", "Input", "CacheRead", "CacheWrite", "CacheWrite1h", "Output", "Reasoning"),
    "WebSearches",
)
_AMOUNTS = ("Input", "CacheRead", "CacheWrite", "Output", "Reasoning", "Cost")


def counted(row: Row, prices: Prices) -> Counted:
    """A row of `ledger_calls` as a call that is known, at list prices: metrics do not know the user's."""
    amounts = [row[_CALL[name]] or 0 for name in _AMOUNTS]
    if row[_CALL["CostSource"]] == "priced":
        listed = prices.listed(priced_call([row[_CALL[name]] for name in _OF_PRICE]))
        amounts[-1] = amounts[-1] if listed is None else listed
    is_told = row[_CALL["Sources"]] != "transcript" and row[_CALL["Outcome"]] == "ok" and sum(amounts[:4]) > 0
    return Counted(row[_CALL["Model"]], row[_CALL["EndTime"]], dict(zip(UNITS, amounts, strict=True)), is_told)


def metered_row(tool: str, session: str, row: MeteredRow) -> Row:
    cost = row.amounts["cost"] or None
    values = dict.fromkeys(CALL_COLUMNS, "") | {
        "Id": metered_id(tool, session, row.model, row.end_ns),
        "Tool": tool,
        "SessionId": session,
        "StartTime": row.start_ns,
        "EndTime": row.end_ns,
        "Duration": None,
        "FirstToken": None,
        "Attempts": None,
        "Model": row.model,
        **_counts(row.amounts),
        "CacheWrite1h": 0,
        "WebSearches": 0,
        "Cost": cost,
        "CostSource": "unpriced" if cost is None else "reported",
        "Outcome": "metered",
        "StatusCode": None,
        "Sources": "metric",
        "Disagreements": None,
    }
    return tuple(values[column] for column in CALL_COLUMNS)


def gap_row(tool: str, session: str, row: MeteredRow) -> Row:
    values = {
        "Tool": tool,
        "SessionId": session,
        "Model": row.model,
        "StartTime": row.start_ns,
        "EndTime": row.end_ns,
        **_counts(row.amounts),
        "Cost": row.amounts["cost"] or None,
    }
    return tuple(values[column] for column in GAP_COLUMNS)


def _counts(amounts: Mapping[Unit, float]) -> dict[str, int]:
    return {
        "Input": round(amounts["input"]),
        "CacheRead": round(amounts["cache_read"]),
        "CacheWrite": round(amounts["cache_write"]),
        "Output": round(amounts["output"]),
        "Reasoning": round(amounts["reasoning"]),
    }
