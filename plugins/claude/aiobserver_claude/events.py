"""The log events of Claude Code; the name is the attribute `event.name`, without prefix."""

from __future__ import annotations

from aiobserver import AttributeValues, ContentText, EventInfo

PROMPTING_COMMANDS = (
    *("batch", "claude-api", "code-review", "debug", "deep-research", "fewer-permission-prompts", "init", "insights"),
    *("loop", "pr-comments", "proactive", "review", "run", "run-skill-generator", "security-review", "simplify"),
    *("statusline", "team-onboarding", "verify"),
)
"""Built-in and bundled commands that hand the model a prompt; all others do something in the terminal."""

PROMPTING_SOURCES = ("custom", "mcp")
"""Sources of commands that all hand the model a prompt."""

EVENTS = (
    EventInfo(
        "user_prompt",
        "User Prompt",
        "A prompt of the user.",
        ("prompt_length", "prompt", "prompt.id", "command_name"),
        role="prompt",
        note="The text is <REDACTED> unless OTEL_LOG_USER_PROMPTS=1. Commands such as `/exit` are reported as this "
        "event too: they count only if they pass a prompt to the model, as custom commands, skills and `/init` do.",
        uncounted_attribute="command_name",
        counted_values=(
            AttributeValues("command_source", PROMPTING_SOURCES),
            AttributeValues("command_name", PROMPTING_COMMANDS),
        ),
    ),
    EventInfo(
        "api_request",
        "API Request",
        "A successful model call.",
        ("model", "cost_usd", "duration_ms", "input_tokens", "output_tokens", "cache_read_tokens", "query_source"),
        role="request",
        note="Numbers are integers, doubles or text, depending on the version.",
    ),
    EventInfo(
        "api_error",
        "API Error",
        "A failed model call, after all retries.",
        ("model", "error", "status_code", "attempt", "duration_ms"),
        role="error",
        note="A failure that a retry resolved is not reported.",
    ),
    EventInfo(
        "tool_result",
        "Tool Result",
        "A tool ran.",
        ("tool_name", "success", "duration_ms", "decision_source", "decision_type"),
        role="tool_call",
        note="A rejected tool call has a decision and no result.",
    ),
    EventInfo(
        "tool_decision",
        "Tool Decision",
        "A tool call was accepted or rejected.",
        ("tool_name", "decision", "source"),
    ),
    EventInfo(
        "assistant_response",
        "Assistant Response",
        "An answer of the model.",
        ("model", "response_length", "query_source"),
    ),
    EventInfo("plugin_loaded", "Plugin Loaded", "A plugin was loaded.", ("plugin.name", "plugin.scope", "enabled_via")),
    EventInfo(
        "managed_settings_resolved",
        "Managed Settings Resolved",
        "The organisation's settings were loaded.",
        ("managed_settings.trigger", "managed_settings.sources"),
    ),
    EventInfo(
        "permission_mode_changed",
        "Permission Mode Changed",
        "The permission mode changed.",
        ("from_mode", "to_mode", "trigger"),
    ),
    EventInfo("compaction", "Compaction", "The conversation was compacted.", ("trigger", "success", "duration_ms")),
)

CONTENT_ATTRIBUTES = (
    "prompt",
    "prompt_text",
    "user_prompt",
    "response",
    "response.model_output",
    "system_prompt",
    "system_prompt_preview",
    "new_context",
    "body",
    "tool_input",
    "tool_parameters",
    "full_command",
    "bash_command",
    "bash_argv0",
    "file_path",
    "content",
    "diff",
    "output",
    "error",
    "exception.message",
    "exception.stacktrace",
    "user.id",
    "user.email",
    "user.account_uuid",
    "user.account_id",
    "organization.id",
)

CONTENT_TEXTS = (ContentText("StatusMessage"),)
