"""The metrics of Gemini CLI. Counters are cumulative and sent every ten seconds; five of them also give increments."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from aiobserver import Breakdown, BreakdownValue, DeltaRule, MetricInfo
from aiobserver_gemini.cost import DERIVED, MODEL

_FUNCTION = Breakdown("function_name", "Tool")
_TOKEN_TYPES = Breakdown(
    "type",
    "Type",
    (
        BreakdownValue("input", "Input", counts_as="input"),
        BreakdownValue("output", "Output", counts_as="output"),
        BreakdownValue("thought", "Thoughts", counts_as="reasoning"),
        BreakdownValue("cache", "Cache", part_of="input", counts_as="cache_read"),
        BreakdownValue("tool", "Tool", counts_as="input"),
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
        "Tokens by type; input includes cached tokens, output excludes thoughts.",
        (_TOKEN_TYPES, MODEL),
    ),
    *DERIVED,
    MetricInfo(
        "gemini_cli.api.request.count",
        "API Requests (Cumulative)",
        "",
        "counter",
        "Model calls.",
        (Breakdown("status_code", "Status"), Breakdown("error_type", "Error"), MODEL),
        note="A failed call is counted twice, with and without error_type; the events are correct.",
    ),
    MetricInfo(
        "gemini_cli.tool.call.count",
        "Tool Calls",
        "",
        "counter",
        "Tool calls.",
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
        note="A failing shell command counts as success.",
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
        note="Its attributes include the number of lines, so each number makes a series.",
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
    ("gemini_cli.chat_compression", "Chat Compression", "Compacted conversations."),
    ("gemini_cli.chat.invalid_chunk.count", "Invalid Chunks", "Invalid chunks of answers."),
    ("gemini_cli.chat.content_retry.count", "Content Retries", "Retried answers."),
    ("gemini_cli.chat.content_retry_failure.count", "Retry Failures", "Answers that failed after all retries."),
    ("gemini_cli.slash_command.model.call_count", "Model Commands", "Uses of the /model command."),
    ("gemini_cli.model_routing.failure.count", "Routing Failures", "Failed model selections."),
    ("gemini_cli.ui.flicker.count", "UI Flicker", "Flickering screens."),
    ("gemini_cli.performance.regression", "Performance Regressions", "Measurements worse than before."),
)

# name, display name, unit, description, breakdowns
_HISTOGRAMS = (
    ("gemini_cli.api.request.latency", "API Latency", "ms", "Duration of model calls.", (MODEL,)),
    (
        "gemini_cli.api.request.breakdown",
        "API Request Breakdown",
        "ms",
        "Duration of the phases of a model call.",
        (MODEL,),
    ),
    ("gemini_cli.tool.call.latency", "Tool Latency", "ms", "Duration of tool calls.", (_FUNCTION,)),
    ("gemini_cli.tool.queue.depth", "Tool Queue Depth", "", "Queued tool calls.", ()),
    (
        "gemini_cli.tool.execution.breakdown",
        "Tool Execution Breakdown",
        "ms",
        "Duration of the phases of a tool call.",
        (_FUNCTION,),
    ),
    ("gemini_cli.agent.duration", "Agent Duration", "ms", "Duration of agent runs.", ()),
    ("gemini_cli.agent.turns", "Agent Turns", "", "Turns of agent runs.", ()),
    (
        "gemini_cli.startup.duration",
        "Startup Duration",
        "ms",
        "Duration of the start-up phases.",
        (Breakdown("phase", "Phase"),),
    ),
    (
        "gemini_cli.model_routing.latency",
        "Routing Latency",
        "ms",
        "Time to select a model.",
        (Breakdown("routing.decision_model", "Model"), Breakdown("routing.decision_source", "Source")),
    ),
    ("gemini_cli.token.efficiency", "Token Efficiency", "ratio", "Output per token.", (MODEL,)),
    ("gemini_cli.performance.score", "Performance Score", "", "Performance score of the program.", ()),
    (
        "gemini_cli.performance.regression.percentage_change",
        "Regression Percentage",
        "%",
        "Deviation from the previous measurement.",
        (),
    ),
    ("gemini_cli.performance.baseline.comparison", "Baseline Comparison", "%", "Difference from the baseline.", ()),
    ("gemini_cli.memory.usage", "Memory Usage", "bytes", "Memory of the program.", ()),
    ("gemini_cli.cpu.usage", "CPU Usage", "%", "CPU usage of the program.", ()),
    (
        "gen_ai.client.operation.duration",
        "GenAI Operation Duration",
        "s",
        "Duration of model calls.",
        (_GENAI_MODEL,),
    ),
)

_GENAI_TOKENS = MetricInfo(
    "gen_ai.client.token.usage",
    "GenAI Token Usage (Cumulative)",
    "tokens",
    "histogram",
    "Tokens per call by type.",
    (_GENAI_TYPES, _GENAI_MODEL),
    note="Repeats input and output of gemini_cli.token.usage, without thoughts: show only one of the two.",
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
