"""The columns of the telemetry tables, named: a migration may add one anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from aiobserver.model.columns import COLUMNS
from aiobserver.store.ledger import (
    CALL_COLUMNS,
    GAP_COLUMNS,
    LEDGER_SESSION_COLUMNS,
    SESSION_FACT_COLUMNS,
    TOOL_CALL_COLUMNS,
    TURN_COLUMNS,
)
from aiobserver.store.writing import TABLES

WRITTEN: Mapping[str, tuple[str, ...]] = {
    **{TABLES[signal]: (*COLUMNS[signal], "RowNumber") for signal in TABLES},
    "ledger_calls": CALL_COLUMNS,
    "ledger_tool_calls": TOOL_CALL_COLUMNS,
    "ledger_turns": TURN_COLUMNS,
    "session_facts": SESSION_FACT_COLUMNS,
    "ledger_sessions": LEDGER_SESSION_COLUMNS,
}
"""Table → columns of the rows that are written to it, in their order."""

READ: Mapping[str, str] = {
    **{f"{{{TABLES[signal]} columns}}": ", ".join(COLUMNS[signal]) for signal in TABLES},
    "{ledger_calls columns}": ", ".join(CALL_COLUMNS),
    "{ledger_gaps columns}": ", ".join(GAP_COLUMNS),
    "{ledger_tool_calls columns}": ", ".join(TOOL_CALL_COLUMNS),
    "{ledger_turns columns}": ", ".join(TURN_COLUMNS),
}
"""Placeholder in a query → the columns that make a row of the model."""
