"""The metrics of Gemini CLI. Counters are cumulative and sent every ten seconds; five of them also give increments."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from aiobserver import Breakdown, BreakdownValue, DeltaRule, MetricInfo
from aiobserver_gemini.cost import COST

_MODEL = Breakdown("model", "Model")
_FUNCTION = Breakdown("function_name", "Tool")
_TOKEN_TYPES = Breakdown(
    "type",
    "Type",
    (
        BreakdownValue("input", "Input"),
        BreakdownValue("output", "Output"),
        BreakdownValue("thought", "Thoughts"),
        BreakdownValue("cache", "Cache", part_of="input"),
        BreakdownValue("tool", "Tool"),
    ),
)
_GENAI_TYPES = Breakdown(
    "gen_ai.token.type", "Type", (BreakdownValue("input", "Input"), BreakdownValue("output", "Output"))
)
_GENAI_MODEL = Breakdown("gen_ai.request.model", "Model")

DELTA_RULES = (
    DeltaRule("gemini_cli.session.count", "Sessions"),
    DeltaRule("gemini_cli.token.usage", "Token Usage"),
    DeltaRule("gemini_cli.api.request.count", "API Requests"),
    DeltaRule("gemini_cli.file.operation.count", "File Operations"),
    DeltaRule("gen_ai.client.token.usage", "GenAI Token Usage"),
)

_COUNTERS = (
    MetricInfo("gemini_cli.session.count", "Sessions (Cumulative)", "", "counter", "Started sessions."),
    MetricInfo(
        "gemini_cli.token.usage",
        "Token Usage (Cumulative)",
        "tokens",
        "counter",
        "Tokens by type; input includes cached ones, thoughts are beside output.",
        (_TOKEN_TYPES, _MODEL),
    ),
    MetricInfo(
        COST,
        "Cost",
        "USD",
        "counter",
        "Cost by list prices, call by call; derived from the model's answers.",
        (_MODEL,),
        role="cost",
        note="A model whose price is not known gives no cost; it is counted as unpriced.",
    ),
    MetricInfo(
        "gemini_cli.api.request.count",
        "API Requests (Cumulative)",
        "",
        "counter",
        "Calls of the model.",
        (Breakdown("status_code", "Status"), Breakdown("error_type", "Error"), _MODEL),
        note="A failed call is counted twice, with and without error_type; the events are right.",
    ),
    MetricInfo(
        "gemini_cli.tool.call.count",
        "Tool Calls",
        "",
        "counter",
        "Calls of tools.",
        (
            _FUNCTION,
            Breakdown("success", "Success"),
            Breakdown(
                "decision",
                "Decision",
                (
                    BreakdownValue("accept", "Accepted"),
                    BreakdownValue("reject", "Rejected"),
                    BreakdownValue("modify", "Modified"),
                    BreakdownValue("auto_accept", "Accepted by Rule"),
                ),
            ),
            Breakdown("tool_type", "Kind", (BreakdownValue("native", "Native"), BreakdownValue("mcp", "MCP"))),
        ),
        note="A shell command that ends with an error counts as a success.",
    ),
    MetricInfo(
        "gemini_cli.file.operation.count",
        "File Operations (Cumulative)",
        "",
        "counter",
        "Files created, read and updated.",
        (
            Breakdown(
                "operation",
                "Operation",
                (
                    BreakdownValue("create", "Create"),
                    BreakdownValue("read", "Read"),
                    BreakdownValue("update", "Update"),
                ),
            ),
            Breakdown("programming_language", "Language"),
        ),
        note="Its attributes include the number of lines, so there is a series for each.",
    ),
    MetricInfo(
        "gemini_cli.lines.changed",
        "Lines Changed",
        "",
        "counter",
        "Lines added and removed.",
        (
            Breakdown("type", "Change", (BreakdownValue("added", "Added"), BreakdownValue("removed", "Removed"))),
            _FUNCTION,
        ),
    ),
)

_OTHER_COUNTERS = (
    ("gemini_cli.agent.run.count", "Agent Runs", "Runs of agents."),
    ("gemini_cli.chat_compression", "Chat Compression", "Conversations that were shortened."),
    ("gemini_cli.chat.invalid_chunk.count", "Invalid Chunks", "Pieces of answers that could not be read."),
    ("gemini_cli.chat.content_retry.count", "Content Retries", "Answers asked for again."),
    ("gemini_cli.chat.content_retry_failure.count", "Retry Failures", "Answers given up."),
    ("gemini_cli.slash_command.model.call_count", "Model Commands", "Uses of the /model command."),
    ("gemini_cli.model_routing.failure.count", "Routing Failures", "Choices of a model that failed."),
    ("gemini_cli.ui.flicker.count", "UI Flicker", "Screens that flickered."),
    ("gemini_cli.performance.regression", "Performance Regressions", "Measurements worse than before."),
)

# name, display name, unit, description, breakdowns
_HISTOGRAMS = (
    ("gemini_cli.api.request.latency", "API Latency", "ms", "Duration of calls of the model.", (_MODEL,)),
    ("gemini_cli.api.request.breakdown", "API Request Breakdown", "ms", "Phases of a call.", (_MODEL,)),
    ("gemini_cli.tool.call.latency", "Tool Latency", "ms", "Duration of tool calls.", (_FUNCTION,)),
    ("gemini_cli.tool.queue.depth", "Tool Queue Depth", "", "Tools that wait.", ()),
    ("gemini_cli.tool.execution.breakdown", "Tool Execution Breakdown", "ms", "Phases of a tool call.", (_FUNCTION,)),
    ("gemini_cli.agent.duration", "Agent Duration", "ms", "Duration of agent runs.", ()),
    ("gemini_cli.agent.turns", "Agent Turns", "", "Turns of agent runs.", ()),
    (
        "gemini_cli.startup.duration",
        "Startup Duration",
        "ms",
        "Duration of the phases of the start.",
        (Breakdown("phase", "Phase"),),
    ),
    (
        "gemini_cli.model_routing.latency",
        "Routing Latency",
        "ms",
        "Time to choose a model.",
        (Breakdown("routing.decision_model", "Model"), Breakdown("routing.decision_source", "Source")),
    ),
    ("gemini_cli.token.efficiency", "Token Efficiency", "ratio", "Output per token.", (_MODEL,)),
    ("gemini_cli.performance.score", "Performance Score", "", "Score of the program's speed.", ()),
    (
        "gemini_cli.performance.regression.percentage_change",
        "Regression Percentage",
        "%",
        "How much worse than before.",
        (),
    ),
    ("gemini_cli.performance.baseline.comparison", "Baseline Comparison", "%", "Compared with the baseline.", ()),
    ("gemini_cli.memory.usage", "Memory Usage", "bytes", "Memory of the program.", ()),
    ("gemini_cli.cpu.usage", "CPU Usage", "%", "Processor time of the program.", ()),
    (
        "gen_ai.client.operation.duration",
        "GenAI Operation Duration",
        "s",
        "Duration of calls of the model.",
        (_GENAI_MODEL,),
    ),
)

_GENAI_TOKENS = MetricInfo(
    "gen_ai.client.token.usage",
    "GenAI Token Usage (Cumulative)",
    "tokens",
    "histogram",
    "Tokens of calls by type.",
    (_GENAI_TYPES, _GENAI_MODEL),
    note="Repeats input and output of gemini_cli.token.usage, without thoughts: show one of the two.",
)

_CUMULATIVE = (
    *_COUNTERS,
    *(MetricInfo(name, title, "", "counter", text) for name, title, text in _OTHER_COUNTERS),
    *(MetricInfo(name, title, unit, "histogram", text, parts) for name, title, unit, text, parts in _HISTOGRAMS),
    _GENAI_TOKENS,
)
_ROLES: dict[str, Literal["sessions", "tokens"]] = {
    "gemini_cli.session.count": "sessions",
    "gemini_cli.token.usage": "tokens",
}


def _increments() -> tuple[MetricInfo, ...]:
    known = {metric.name: metric for metric in _CUMULATIVE}
    return tuple(
        replace(
            known[rule.metric],
            name=rule.delta_name,
            display_name=rule.display_name,
            kind="counter",
            description=f"Increments of {rule.metric}, made by AI Observer.",
            role=_ROLES.get(rule.metric),
        )
        for rule in DELTA_RULES
    )


METRICS = (*_CUMULATIVE, *_increments())
