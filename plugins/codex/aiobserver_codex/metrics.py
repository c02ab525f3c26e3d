"""The metrics of Codex CLI: two that are derived here, and those newer versions send themselves (`codex.*`)."""

from __future__ import annotations

from aiobserver import Breakdown, BreakdownValue, MetricInfo
from aiobserver_codex.tokens import DERIVED, MODEL

_OUTCOME = Breakdown("outcome", "Outcome")
_SUCCESS = Breakdown("success", "Success")
_STATUS = Breakdown("status", "Status")

# name, display name, unit, kind, breakdowns
_NATIVE = (
    ("codex.api_request", "API Requests (native)", "", "counter", (_STATUS, _SUCCESS, MODEL)),
    ("codex.api_request.duration_ms", "API Request Duration", "ms", "histogram", (_STATUS, MODEL)),
    ("codex.approval.requested", "Approvals Requested", "", "counter", (Breakdown("tool", "Tool"),)),
    ("codex.conversation.turn.count", "Turns", "", "counter", (MODEL,)),
    ("codex.process.start", "Process Starts", "", "counter", (Breakdown("originator", "Originator"),)),
    ("codex.shell_snapshot.duration_ms", "Shell Snapshot Duration", "ms", "histogram", (_SUCCESS,)),
    ("codex.sse_event", "SSE Events (native)", "", "counter", (Breakdown("kind", "Kind"), _SUCCESS)),
    ("codex.sse_event.duration_ms", "SSE Event Duration", "ms", "histogram", (Breakdown("kind", "Kind"),)),
    ("codex.startup.phase.duration_ms", "Startup Phase Duration", "ms", "histogram", (Breakdown("phase", "Phase"),)),
    ("codex.thread.started", "Threads Started", "", "counter", (MODEL,)),
    ("codex.tool.call", "Tool Calls", "", "counter", (Breakdown("tool", "Tool"), _SUCCESS)),
    ("codex.tool.call.duration_ms", "Tool Call Duration", "ms", "histogram", (Breakdown("tool", "Tool"), _SUCCESS)),
    ("codex.turn.e2e_duration_ms", "Turn Duration", "ms", "histogram", (MODEL,)),
    ("codex.turn.tool.call", "Tool Calls per Turn", "", "histogram", (MODEL,)),
    ("codex.turn.ttfm.duration_ms", "Time to First Message", "ms", "histogram", (MODEL,)),
    ("codex.turn.ttft.duration_ms", "Time to First Token", "ms", "histogram", (MODEL,)),
    ("codex.sqlite.logs.write.duration_ms", "Log Write Duration", "ms", "histogram", (_STATUS,)),
    ("codex.plugins.startup_sync", "Plugin Syncs", "", "counter", (_STATUS,)),
    ("codex.cloud_config_bundle.load", "Cloud Configuration Loads", "", "counter", (_OUTCOME,)),
)

_TOKENS_PER_TURN = MetricInfo(
    name="codex.turn.token_usage",
    display_name="Tokens per Turn (native)",
    unit="tokens",
    kind="histogram",
    description="Tokens per turn by type, as counted by Codex.",
    breakdowns=(
        Breakdown(
            "token_type",
            "Type",
            (
                BreakdownValue("total", "Total"),
                BreakdownValue("input", "Input", part_of="total"),
                BreakdownValue("output", "Output", part_of="total"),
                BreakdownValue("cached_input", "Cached Input", part_of="input"),
                BreakdownValue("cache_write_input", "Cache Write Input", part_of="input"),
                BreakdownValue("reasoning_output", "Reasoning Output", part_of="output"),
            ),
        ),
        MODEL,
    ),
    note="The same tokens as codex_cli_rs.token.usage: show only one of the two.",
)

_COST_PER_TURN = MetricInfo(
    name="codex.turn.cost_microusd",
    display_name="Turn Cost (native)",
    unit="µUSD",
    kind="counter",
    description="Cost of turns by the estimate of Codex itself, in millionths of a dollar.",
    breakdowns=(Breakdown("turn.interrupted", "Interrupted"), Breakdown("reasoning_effort", "Effort")),
    note="The cost that codex_cli_rs.cost.usage has by list prices: never add the two.",
)

METRICS = (
    *DERIVED,
    _TOKENS_PER_TURN,
    _COST_PER_TURN,
    *(
        MetricInfo(name, title, unit, "counter" if kind == "counter" else "histogram", f"{title}.", breakdowns)
        for name, title, unit, kind, breakdowns in _NATIVE
    ),
)
