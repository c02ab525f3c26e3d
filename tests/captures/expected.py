"""What the truth of a recording says that the API has to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from genai_prices import Usage, calc_price

from tests.captures import oracle
from tests.captures.recorded import Recording

_NEVER_STORED = ("codex.sse_event", "codex.websocket_event")


@dataclass(frozen=True, slots=True)
class Expected:
    """Totals of one recording. Token types are those of the tool's own metric."""

    token_metric: str
    cost_metric: str
    tokens: Mapping[str, float]
    tokens_by_model: Mapping[tuple[str, ...], float] | None
    """None when the tool's telemetry itself is known to differ from the truth."""
    cost: Mapping[str, float]
    session_ids: frozenset[str]
    prompts: int
    """Those of the person."""
    requests: int
    """Answered ones."""
    errors: int
    tool_calls: int
    further_totals: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    """(metric, label) → totals by label."""


def expected(recording: Recording) -> Expected:
    """The expectations for a recording of one of the tools."""
    return _TOOLS[recording.tool](recording)


def claude(recording: Recording) -> Expected:
    truth = recording.truth
    reported = truth["reported"]
    types = {"input": "input", "output": "output", "cache_read": "cacheRead", "cache_creation": "cacheCreation"}
    return Expected(
        token_metric="claude_code.token.usage",
        cost_metric="claude_code.cost.usage",
        tokens=_some(reported["metrics"]["token.usage"]),
        tokens_by_model=_by_model(truth, types) if reported["equals_truth"]["metrics"] else None,
        cost=reported["metrics"]["cost"],
        session_ids=_sessions(recording, "session.id", "user_prompt"),
        errors=reported["events"]["api_error"],
        **_counts(truth),
        further_totals={("claude_code.session.count", "start_type"): reported["metrics"]["session.count"]}
        if "session.count" in reported["metrics"]
        else {},
    )


def gemini(recording: Recording) -> Expected:
    truth = recording.truth
    reported = truth["reported"]
    types = {"input": "input", "output": "output", "cached": "cache", "thoughts": "thought"}
    requests = _some(_by_first_part(reported["metrics"]["api.request.count"]))
    return Expected(
        token_metric="gemini_cli.token.usage",
        cost_metric="gemini_cli.cost.usage",
        tokens=_some(reported["metrics"]["token.usage"]),
        tokens_by_model=_by_model(truth, types),
        cost=_cost(recording, lambda used: _usage(used, output=used["output"] + used["thoughts"])),
        session_ids=_sessions(recording, "session.id", "gemini_cli.user_prompt"),
        errors=reported["events"]["api_error"],
        **_counts(truth),
        further_totals={
            ("gemini_cli.token.usage.delta", "type"): _some(reported["metrics"]["token.usage"]),
            ("gemini_cli.api.request.count", "status_code"): requests,
            ("gemini_cli.api.request.count.delta", "status_code"): requests,
            ("gen_ai.client.token.usage", "type"): _some(reported["metrics"]["gen_ai.client.token.usage"]),
            ("gen_ai.client.token.usage.delta", "type"): _some(reported["metrics"]["gen_ai.client.token.usage"]),
            ("gemini_cli.tool.call.count", "function_name"): _by_first_part(reported["metrics"]["tool.call.count"]),
        },
    )


def codex(recording: Recording) -> Expected:
    truth = recording.truth
    reported = truth["reported"]
    events = reported["events"]
    types = {"input": "input", "output": "output", "cached": "cacheRead", "reasoning": "reasoning"}
    native = reported["metrics"]
    return Expected(
        token_metric="codex_cli_rs.token.usage",
        cost_metric="codex_cli_rs.cost.usage",
        tokens=_some(
            {
                "input": events["input_token_count"],
                "output": events["output_token_count"],
                "cacheRead": events["cached_token_count"],
                "reasoning": events["reasoning_token_count"],
            }
        ),
        tokens_by_model=_by_model(truth, types),
        cost=_cost(recording, _usage),
        session_ids=_sessions(recording, "conversation.id", "codex.user_prompt"),
        errors=truth["expected"].get("api_errors", 0),
        **_counts(truth),
        further_totals={("codex.turn.token_usage", "token_type"): _some(native["turn.token_usage"])} if native else {},
    )


_TOOLS: Mapping[str, Callable[[Recording], Expected]] = {"claude": claude, "gemini": gemini, "codex": codex}


def _counts(truth: Mapping[str, Any]) -> dict[str, int]:
    """What a person and a model did; a failure that a retry made up for is not reported by all tools."""
    return {
        "prompts": truth["expected"]["user_prompts"],
        "requests": truth["totals"]["ok"],
        "tool_calls": sum(truth["totals"]["tool_calls_requested"].values()),
    }


def stored_logs(recording: Recording) -> list[oracle.Shown]:
    """The log records that have to be stored."""
    return [record for record in _logs(recording) if record["eventName"] not in _NEVER_STORED]


def dropped_count(recording: Recording) -> int:
    """How many log records have to be dropped."""
    return sum(_events(recording, name) for name in _NEVER_STORED)


def _logs(recording: Recording) -> list[oracle.Shown]:
    return [record for message in recording.messages("logs") for record in oracle.logs(message)]


def _events(recording: Recording, name: str) -> int:
    count: int = recording.truth["sent"]["log_records_by_event"].get(name, 0)
    return count


def _sessions(recording: Recording, attribute: str, event: str) -> frozenset[str]:
    return frozenset(
        record["logAttributes"].get(attribute) or record["resourceAttributes"][attribute]
        for record in _logs(recording)
        if record["eventName"] == event
    )


def _by_model(truth: Mapping[str, Any], types: Mapping[str, str]) -> dict[tuple[str, ...], float]:
    return {
        (model, shown): used[kind]
        for model, used in truth["totals"]["by_model"].items()
        for kind, shown in types.items()
        if used.get(kind)
    }


def _cost(recording: Recording, usage: Callable[[Mapping[str, int]], Usage]) -> dict[str, float]:
    """US dollars by model, each call priced by itself."""
    moment = min(datetime.fromisoformat(record["timestamp"]) for record in _logs(recording))
    total: Counter[str] = Counter()
    for call in recording.truth["calls"]:
        if "usage" in call:
            used = Counter(call["usage"])
            price = calc_price(usage(used), call["model"], genai_request_timestamp=moment).total_price
            total[call["model"]] += float(price)  # type: ignore[assignment]
    return {model: round(cost, 9) for model, cost in total.items()}


def _usage(used: Mapping[str, int], output: int | None = None) -> Usage:
    return Usage(
        input_tokens=used["input"],
        cache_read_tokens=used["cached"],
        output_tokens=used["output"] if output is None else output,
    )


def _by_first_part(counts: Mapping[str, int]) -> dict[str, float]:
    total: Counter[str] = Counter()
    for key, count in counts.items():
        total[key.split("/")[0]] += count
    return dict(total)


def _some(counts: Mapping[str, float]) -> dict[str, float]:
    return {kind: count for kind, count in counts.items() if count}
