"""The ledger's answers as the JSON objects of the API. Empty fields are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aiobserver.api.http.media import fragment
from aiobserver.api.http.shapes import log_json, span_json
from aiobserver.model.ledger import Call, Sighting, Tokens, ToolCall
from aiobserver.model.times import rfc3339
from aiobserver.store.ledger import TURN_COLUMNS, Figures, KnownProject, LedgerRow, LedgerTurn, SightingRecord

_TEXTS = (
    ("session", "SessionId"),
    ("turn", "Turn"),
    ("agentId", "AgentId"),
    ("agent", "Agent"),
    ("kind", "Kind"),
    ("model", "Model"),
    ("requestedModel", "RequestedModel"),
    ("provider", "Provider"),
    ("tier", "Tier"),
    ("effort", "Effort"),
    ("errorType", "ErrorType"),
    ("directory", "Directory"),
    ("branch", "Branch"),
    ("commit", "CommitId"),
)
_TOOL_CALL_TEXTS = (
    ("session", "SessionId"),
    ("turn", "Turn"),
    ("agentId", "AgentId"),
    ("name", "Name"),
    ("decision", "Decision"),
    ("decidedBy", "DecidedBy"),
)
_TURN_TEXTS = (
    ("session", "SessionId"),
    ("turn", "Turn"),
    ("directory", "Directory"),
    ("branch", "Branch"),
    ("commit", "CommitId"),
)
_NUMBERS = (
    ("duration", "Duration"),
    ("firstToken", "FirstToken"),
    ("attempts", "Attempts"),
    ("statusCode", "StatusCode"),
    ("cost", "Cost"),
)
_SURPLUS = "Metrics count more than events tell: calls that were cut short, or events that were lost on their way."
_COUNTS = ("input", "cacheRead", "cacheWrite", "cacheWrite1h", "output", "reasoning")
_COUNT_COLUMNS = ("Input", "CacheRead", "CacheWrite", "CacheWrite1h", "Output", "Reasoning")


def figures_json(figures: Figures, percentiles: Sequence[int] = ()) -> dict[str, Any]:
    """Sums over calls.

    :param percentiles: those of the durations that were asked for, 0 to 100.
    """
    durations = dict(zip(map(str, percentiles), figures.percentiles, strict=True))
    return {
        "calls": figures.calls,
        "errors": figures.errors,
        "retries": figures.retries,
        "cutOff": figures.cut_off,
        "tokens": figure_tokens_json(figures),
        "cost": figures.cost,
        "unpricedCalls": figures.unpriced,
        "duration": figures.duration_ns,
        "timedCalls": figures.timed,
        "timedDuration": figures.timed_duration_ns,
        **({"durationPercentiles": {name: _rounded(value) for name, value in durations.items()}} if durations else {}),
    }


def _rounded(value: float | None) -> int | None:
    return None if value is None else round(value)


def figure_tokens_json(figures: Figures) -> dict[str, int]:
    """Tokens of a sum over calls."""
    return _tokens_json(
        (
            *(figures.input, figures.cache_read, figures.cache_write, figures.cache_write_1h),
            *(figures.output, figures.reasoning),
        )
    )


def call_json(call: Mapping[str, Any]) -> dict[str, Any]:
    """A call, by the names of `CALL_COLUMNS`."""
    counts = tuple(call[column] for column in _COUNT_COLUMNS)
    disagreements = fragment(call["Disagreements"])
    return {
        "id": f"{call['Id']:016x}",
        "tool": call["Tool"],
        "startTime": rfc3339(call["StartTime"]),
        "endTime": rfc3339(call["EndTime"]),
        **{name: call[column] for name, column in _TEXTS if call[column]},
        **{name: call[column] for name, column in _NUMBERS if call[column] is not None},
        **({"tokens": _tokens_json(counts)} if counts[0] is not None else {}),
        **({"webSearches": call["WebSearches"]} if call["WebSearches"] else {}),
        "costSource": call["CostSource"],
        "outcome": call["Outcome"],
        "sources": [{"source": source} for source in call["Sources"].split(",")],
        **({"disagreements": disagreements} if disagreements else {}),
    }


def tool_call_json(use: Mapping[str, Any]) -> dict[str, Any]:
    """A use of a tool, by the names of `TOOL_CALL_COLUMNS`."""
    known = (("duration", "Duration"), ("success", "Success"))
    return {
        "id": f"{use['Id']:016x}",
        "tool": use["Tool"],
        "startTime": rfc3339(use["StartTime"]),
        "endTime": rfc3339(use["EndTime"]),
        **{name: use[column] for name, column in _TOOL_CALL_TEXTS if use[column]},
        **{name: use[column] for name, column in known if use[column] is not None},
        "sources": [{"source": source} for source in use["Sources"].split(",")],
    }


def turn_json(turn: LedgerTurn) -> dict[str, Any]:
    """A prompt with the sums of the calls that answer it."""
    row = dict(zip(TURN_COLUMNS, turn.row, strict=True))
    told = (("reportedCost", turn.reported_cost), ("costDiffers", turn.is_cost_doubtful))
    return {
        "id": f"{row['Id']:016x}",
        "tool": row["Tool"],
        "startTime": rfc3339(row["StartTime"]),
        **{name: row[column] for name, column in _TURN_TEXTS if row[column]},
        "isCommand": row["IsCommand"],
        **figures_json(turn.figures),
        "toolCalls": turn.tool_calls,
        **{name: value for name, value in told if value is not None},
        "sources": [{"source": source} for source in row["Sources"].split(",")],
    }


def project_json(row: LedgerRow, known: KnownProject | None) -> dict[str, Any]:
    """A repository with the sums of its calls; of a directory without one the directory."""
    (root,) = row.values
    return {
        "project": root,
        "name": known.project.name if known else root.rstrip("/").rpartition("/")[2] or root,
        **({"remote": known.project.remote} if known and known.project.remote else {}),
        "directories": known.directories if known else [root],
        **figures_json(row.figures),
    }


def gap_json(gap: Mapping[str, Any]) -> dict[str, Any]:
    """A gap, by the names of `GAP_COLUMNS`."""
    counts = (gap["Input"], gap["CacheRead"], gap["CacheWrite"], 0, gap["Output"], gap["Reasoning"])
    return {
        "kind": "surplus",
        "reason": _SURPLUS,
        "tool": gap["Tool"],
        "session": gap["SessionId"],
        "model": gap["Model"],
        "startTime": rfc3339(gap["StartTime"]),
        "endTime": rfc3339(gap["EndTime"]),
        "tokens": _tokens_json(counts),
        **({"cost": gap["Cost"]} if gap["Cost"] is not None else {}),
    }


def source_json(record: SightingRecord) -> dict[str, Any]:
    """One source's word on a call or tool call, with the log record or span if that is stored."""
    sighting = record.sighting
    shape: dict[str, Any] = {
        "source": sighting.source,
        "endTime": rfc3339(sighting.end_ns),
        **_told_json(sighting.said),
    }
    if record.record is not None:
        shape |= {"log": log_json(record.record)} if record.signal == "logs" else {"span": span_json(record.record)}
    return shape


def _told_json(said: Sighting) -> dict[str, Any]:
    if isinstance(said, Call):
        tokens = None if said.tokens is None else _tokens_json(_counts(said.tokens))
        told: dict[str, Any] = {"tokens": tokens, "cost": said.cost}
    elif isinstance(said, ToolCall):
        told = {
            "duration": said.duration_ns,
            "success": said.success,
            "decision": said.decision or None,
            "decidedBy": said.decided_by or None,
        }
    else:
        told = {}
    return {name: value for name, value in told.items() if value is not None}


def _counts(tokens: Tokens) -> tuple[int, ...]:
    return (
        *(tokens.input, tokens.cache_read, tokens.cache_write, tokens.cache_write_1h),
        *(tokens.output, tokens.reasoning),
    )


def _tokens_json(counts: tuple[int, ...]) -> dict[str, int]:
    tokens = dict(zip(_COUNTS, counts, strict=True))
    return tokens | {"total": tokens["input"] + tokens["cacheRead"] + tokens["cacheWrite"] + tokens["output"]}
