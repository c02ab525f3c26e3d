"""The log events of Codex CLI; the name is the attribute `event.name`, the field EventName is a source position."""

from __future__ import annotations

from aiobserver import ContentText, EventInfo

EVENTS = (
    EventInfo(
        "codex.conversation_starts",
        "Sessions",
        "A conversation was started or resumed.",
        ("model", "provider_name", "reasoning_effort", "reasoning_summary", "approval_policy", "sandbox_policy"),
        note="Sent at every resume with the same conversation.id; hidden title threads have their own.",
    ),
    EventInfo(
        "codex.api_request",
        "API Requests",
        "A model call, successful or failed.",
        ("model", "duration_ms", "http.response.status_code", "error.message", "attempt", "endpoint"),
        role="request",
        error_attribute="error.message",
        note="duration_ms is the time until the answer begins, not until it ends.",
    ),
    EventInfo(
        "codex.sse_event",
        "SSE Events",
        "A chunk of a streamed answer.",
        ("event.kind", "duration_ms", "input_token_count", "output_token_count"),
        note="Never stored: tokens and cost are derived from it first. Counted as dropped.",
    ),
    EventInfo(
        "codex.websocket_event",
        "WebSocket Events",
        "A chunk of a streamed answer.",
        ("event.kind",),
        note="Never stored; counted as dropped.",
    ),
    EventInfo(
        "codex.user_prompt",
        "User Prompts",
        "A prompt of the user.",
        ("prompt_length", "prompt", "model"),
        role="prompt",
        note="The text is sent only with log_user_prompt = true.",
    ),
    EventInfo(
        "codex.tool_decision",
        "Tool Decisions",
        "A tool call was accepted or rejected.",
        ("tool_name", "decision", "source", "call_id"),
    ),
    EventInfo(
        "codex.tool_result",
        "Tool Results",
        "A tool ran.",
        ("tool_name", "success", "duration_ms", "output", "call_id"),
        role="tool_call",
        note="In code mode each call is reported twice; success is true even for a failed command.",
    ),
    EventInfo("codex.startup_phase", "Startup Phases", "A phase of the start-up.", ("startup.phase", "duration_ms")),
    EventInfo("codex.turn_ttft", "Time to First Token", "The first token of a turn.", ("duration_ms", "model")),
    EventInfo(
        "codex.turn_cost",
        "Turn Costs",
        "What a turn cost by the estimate of Codex itself.",
        ("usage.estimated_usd", "turn.id", "turn.interrupted", "speed", "reasoning_effort"),
        note="Comes minutes after the turn, and not of each. In no sum: it is shown beside the cost by list prices.",
    ),
)

CONTENT_ATTRIBUTES = (
    "prompt",
    "arguments",
    "output",
    "item",
    "call",
    "user.account_id",
    "user.email",
    "error.message",
    "exception.message",
    "exception.stacktrace",
)

CONTENT_TEXTS = (ContentText("SpanEventName"), ContentText("StatusMessage"))
"""A span's events are log lines: their names contain whole requests and tool calls."""
