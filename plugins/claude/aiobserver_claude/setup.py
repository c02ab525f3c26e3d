"""Instructions for connecting Claude Code."""

from __future__ import annotations

import json

_ALWAYS = {
    "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
    "OTEL_METRICS_EXPORTER": "otlp",
    "OTEL_LOGS_EXPORTER": "otlp",
    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
}
_INTERVALS = {"OTEL_METRIC_EXPORT_INTERVAL": "10000", "OTEL_LOGS_EXPORT_INTERVAL": "5000"}

_TEXT = """\
Connect Claude Code
===================

aiobserver --setup claude --apply does it for you, without sending prompts. By hand:

Either set these variables in the shell that starts claude (e.g. in ~/.bashrc or ~/.zshrc):

{exports}

or put them into ~/.claude/settings.json, for every start:

{settings}

A value in the "env" block of ~/.claude/settings.json beats one of the shell.

Optional, each with what it reveals:

  export CLAUDE_CODE_ENHANCED_TELEMETRY_BETA=1   # traces: what happened when, in which order
  export OTEL_TRACES_EXPORTER=otlp               # … sent here
  export OTEL_LOG_USER_PROMPTS=1                 # the full text of your prompts
  export OTEL_LOG_TOOL_DETAILS=1                 # tool inputs: commands, file names

Then start claude and ask something; the first signal arrives within ten seconds.
"""


def setup_text(endpoint: str, token: str | None) -> str:
    """The set-up text for an OTLP endpoint."""
    variables = {**_ALWAYS, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, **_INTERVALS}
    if token:
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = f"Authorization=Bearer {token}"
    exports = "\n".join(f"  export {name}={_quoted(value)}" for name, value in variables.items())
    return _TEXT.format(exports=exports, settings=json.dumps({"env": variables}, indent=2))


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
