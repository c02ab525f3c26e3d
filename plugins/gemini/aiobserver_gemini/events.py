"""The log events of Gemini CLI; the name is the attribute `event.name`."""

from __future__ import annotations

from aiobserver import ContentText, EventInfo

EVENTS = (
    EventInfo(
        "gemini_cli.config",
        "Config",
        "The settings of a session.",
        ("model", "approval_mode", "sandbox_enabled", "mcp_servers", "output_format"),
    ),
    EventInfo(
        "gemini_cli.user_prompt",
        "User Prompt",
        "A prompt of the user.",
        ("prompt_length", "prompt", "prompt_id"),
        role="prompt",
        note="The text is sent unless logPrompts is false.",
    ),
    EventInfo(
        "gemini_cli.api_request",
        "API Request",
        "A model call, successful or failed.",
        ("model", "prompt_id", "role"),
        role="request",
    ),
    EventInfo(
        "gemini_cli.api_response",
        "API Response",
        "An answer of the model.",
        (
            "model",
            "duration_ms",
            "input_token_count",
            "output_token_count",
            "cached_content_token_count",
            "thoughts_token_count",
            "status_code",
        ),
        role="answer",
        note="The cost is derived from it.",
    ),
    EventInfo(
        "gemini_cli.api_error",
        "API Error",
        "A failed model call.",
        ("model", "error", "error.type", "status_code", "duration_ms"),
        role="error",
    ),
    EventInfo(
        "gemini_cli.tool_call",
        "Tool Call",
        "A tool call, executed or rejected.",
        ("function_name", "success", "decision", "duration_ms", "tool_type"),
        role="tool_call",
        note="A failing shell command is reported as success.",
    ),
    EventInfo(
        "gemini_cli.file_operation",
        "File Operation",
        "A file was created, read or updated.",
        ("tool_name", "operation", "lines", "extension", "programming_language"),
    ),
    EventInfo("gemini_cli.agent.start", "Agent Start", "An agent started.", ("agent_id", "agent_name")),
    EventInfo(
        "gemini_cli.agent.finish",
        "Agent Finish",
        "An agent ended.",
        ("agent_id", "agent_name", "duration_ms", "turn_count", "terminate_reason"),
    ),
    EventInfo(
        "gemini_cli.model_routing",
        "Model Routing",
        "A model was selected.",
        ("decision_model", "decision_source", "routing_latency_ms", "failed", "reasoning"),
    ),
    EventInfo(
        "gemini_cli.chat_compression",
        "Chat Compression",
        "The conversation was compacted.",
        ("tokens_before", "tokens_after"),
    ),
    EventInfo(
        "gemini_cli.conversation_finished",
        "Conversation Finished",
        "A conversation ended.",
        ("approvalMode", "turnCount"),
    ),
    EventInfo("gemini_cli.startup_stats", "Startup Statistics", "Duration of the start-up.", ("phases",)),
    EventInfo("gemini_cli.edit_strategy", "Edit Strategy", "Strategy by which an edit was applied.", ("strategy",)),
    EventInfo(
        "gemini_cli.smart_edit_strategy", "Edit Strategy", "Strategy by which an edit was applied.", ("strategy",)
    ),
    EventInfo(
        "gemini_cli.plan.approval_mode_duration",
        "Approval Mode Duration",
        "Time in an approval mode.",
        ("mode", "duration_ms"),
    ),
    EventInfo("gemini_cli.ripgrep_fallback", "Ripgrep Fallback", "ripgrep was not found.", ("error",)),
    EventInfo("gemini_cli.slash_command", "Slash Command", "A command was used.", ("command", "subcommand", "status")),
    EventInfo(
        "gen_ai.client.inference.operation.details",
        "Inference Details",
        "A model call by OpenTelemetry's semantic conventions.",
        ("gen_ai.request.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"),
        note="Sent twice per call; repeats the system prompt.",
    ),
)

CONTENT_ATTRIBUTES = (
    "prompt",
    "request_text",
    "response_text",
    "function_args",
    "error",
    "error.message",
    "exception.message",
    "exception.stacktrace",
    "hook_input",
    "hook_output",
    "stdout",
    "stderr",
    "user.email",
    "installation.id",
    "process.command_args",
    "process.owner",
    "gen_ai.system_instructions",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.tool.definitions",
)

CONTENT_TEXTS = (
    ContentText("Body", "API error for "),
    ContentText("Body", "GenAI operation error details from "),
    ContentText("StatusMessage"),
)
