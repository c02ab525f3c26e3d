"""Edits of Claude Code's settings.json, and the sources of its settings.

Seen in 2.1.330: the `env` block of a settings file becomes variables of the process, so it beats those of the shell. A
project's own settings may choose exporters, but neither where they send to nor whether there is telemetry at all (2.0
let them).
"""

from __future__ import annotations

from aiobserver import SetupEdit, SetupEdits, SetupFile, SetupPresent, SetupReading, SetupSource

_USER = SetupFile(("$CLAUDE_CONFIG_DIR/settings.json", "~/.claude/settings.json"), "json")
_MANAGED = (
    SetupFile(("/etc/claude-code/managed-settings.json",), "json"),
    SetupFile(("/Library/Application Support/ClaudeCode/managed-settings.json",), "json"),
    SetupFile(("C:/Program Files/ClaudeCode/managed-settings.json",), "json"),
)
_PROJECT = (SetupFile((".claude/settings.local.json",), "json"), SetupFile((".claude/settings.json",), "json"))
_ON = ("1", "true", "yes", "on")
_PROTOCOLS = ("http/protobuf", "http/json")
_SIGNALS = ("metrics", "logs", "traces")


def setup_edits(endpoint: str, token: str | None) -> SetupEdits:
    """The edits for an OTLP endpoint."""
    headers = (_edit("OTEL_EXPORTER_OTLP_HEADERS", _authorization(token), "refuse"),) if token else ()
    return SetupEdits(
        edits=(
            _edit("CLAUDE_CODE_ENABLE_TELEMETRY", "1"),
            _exporter("OTEL_METRICS_EXPORTER"),
            _exporter("OTEL_LOGS_EXPORTER"),
            _edit("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            _edit("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "refuse"),
            *headers,
            _edit("OTEL_METRIC_EXPORT_INTERVAL", "10000", "keep"),
            _edit("OTEL_LOGS_EXPORT_INTERVAL", "5000", "keep"),
            SetupEdit(_USER, ("env", "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA"), "1", option="traces"),
            SetupEdit(_USER, ("env", "OTEL_TRACES_EXPORTER"), "otlp", "refuse", ("none", ""), option="traces"),
            SetupEdit(_USER, ("env", "OTEL_LOG_USER_PROMPTS"), "1", option="prompts"),
            SetupEdit(_USER, ("env", "OTEL_LOG_TOOL_DETAILS"), "1", option="tool-details"),
        ),
        readings=(
            SetupReading("telemetry", _sources("CLAUDE_CODE_ENABLE_TELEMETRY"), "off", _ON),
            *(
                SetupReading(
                    f"{signal} exporter", _sources(f"OTEL_{signal.upper()}_EXPORTER", _PROJECT), "none", ("otlp",)
                )
                for signal in ("metrics", "logs")
            ),
            SetupReading("traces", _sources("OTEL_TRACES_EXPORTER", _PROJECT), "none"),
            *(SetupReading(f"{signal} endpoint", _otlp(signal, "ENDPOINT"), "", endpoint=True) for signal in _SIGNALS),
            *(
                SetupReading(f"{signal} protocol", _otlp(signal, "PROTOCOL"), "not set", _PROTOCOLS)
                for signal in _SIGNALS
            ),
            *_authorization_reading(token),
            SetupReading("prompt text", _sources("OTEL_LOG_USER_PROMPTS", _PROJECT), "not sent"),
            SetupReading("tool details", _sources("OTEL_LOG_TOOL_DETAILS", _PROJECT), "not sent"),
        ),
        programs=("claude",),
    )


def _authorization_reading(token: str | None) -> tuple[SetupReading, ...]:
    if not token:
        return ()
    sources = _sources("OTEL_EXPORTER_OTLP_HEADERS")
    return (SetupReading("authorization", sources, wanted=(_authorization(token),), secret=True),)


def _edit(name: str, value: str, present: SetupPresent = "replace") -> SetupEdit:
    return SetupEdit(_USER, ("env", name), value, present)


def _exporter(name: str) -> SetupEdit:
    return SetupEdit(_USER, ("env", name), "otlp", "refuse", ("none", ""))


def _otlp(signal: str, name: str) -> tuple[SetupSource, ...]:
    return (*_sources(f"OTEL_EXPORTER_OTLP_{signal.upper()}_{name}"), *_sources(f"OTEL_EXPORTER_OTLP_{name}"))


def _sources(name: str, project: tuple[SetupFile, ...] = ()) -> tuple[SetupSource, ...]:
    files = (*_MANAGED, *project, _USER)
    return (*(SetupSource(("env", name), file) for file in files), SetupSource((name,)))


def _authorization(token: str) -> str:
    """2.1 takes the value as it is, 2.0 decodes %XX; a comma ends it in both, so a token must have neither."""
    return f"Authorization=Bearer {token}"
