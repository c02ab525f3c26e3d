"""Edits of Gemini CLI's settings.json, and the sources of its settings.

Seen in 0.61: a variable beats every file; of the files, the system's beats the project's, that the user's. It knows no
key for headers, so a token goes into the file of variables that it reads at its start.
"""

from __future__ import annotations

from urllib.parse import quote

from aiobserver import SetupEdit, SetupEdits, SetupFile, SetupReading, SetupSource, SetupValue

_USER = SetupFile(("$GEMINI_CLI_HOME/.gemini/settings.json", "~/.gemini/settings.json"), "json")
_VARIABLES = SetupFile(
    ("$GEMINI_CLI_HOME/.gemini/.env", "~/.gemini/.env"), "env", hides=("$GEMINI_CLI_HOME/.env", "~/.env")
)
_PROJECT_VARIABLES = SetupFile((".gemini/.env",), "env")
_SYSTEM = (
    SetupFile(("$GEMINI_CLI_SYSTEM_SETTINGS_PATH", "/etc/gemini-cli/settings.json"), "json"),
    SetupFile(("/Library/Application Support/GeminiCli/settings.json",), "json"),
    SetupFile(("C:/ProgramData/gemini-cli/settings.json",), "json"),
)
_DEFAULTS = SetupFile(("$GEMINI_CLI_SYSTEM_DEFAULTS_PATH", "/etc/gemini-cli/system-defaults.json"), "json")
_FILES = (*_SYSTEM, SetupFile((".gemini/settings.json",), "json"), _USER, _DEFAULTS)

_GRPC = "its default is gRPC (port 4317), which is not supported: set otlpProtocol to http"
_PROMPTS = "logPrompts is true by default and sends prompts, answers and tool inputs"


def setup_edits(endpoint: str, token: str | None) -> SetupEdits:
    """The edits for an OTLP endpoint."""
    return SetupEdits(
        edits=(
            *_headers(token),
            _edit("enabled", True),
            SetupEdit(_USER, ("telemetry", "target"), "local", "refuse"),
            _edit("useCollector", True),
            SetupEdit(_USER, ("telemetry", "otlpEndpoint"), endpoint, "refuse", ("",)),
            _edit("otlpProtocol", "http"),
            SetupEdit(_USER, ("telemetry", "logPrompts"), True, option="prompts", unasked=False),
            SetupEdit(_USER, ("telemetry", "traces"), True, option="traces"),
        ),
        readings=(
            _reading("telemetry", "enabled", "ENABLED", "off", ("true", "1")),
            _reading("target", "target", "TARGET", "local", ("local",)),
            _reading("outfile", "outfile", "OUTFILE", "none", ("none",), hint="it replaces the endpoint"),
            SetupReading(
                "endpoint",
                (
                    *_variables("GEMINI_TELEMETRY_OTLP_ENDPOINT"),
                    *_variables("OTEL_EXPORTER_OTLP_ENDPOINT"),
                    *_sources("otlpEndpoint"),
                ),
                "http://localhost:4317",
                endpoint=True,
            ),
            _reading("protocol", "otlpProtocol", "OTLP_PROTOCOL", "grpc", ("http",), hint=_GRPC),
            *_authorization_reading(token),
            _reading("prompt text", "logPrompts", "LOG_PROMPTS", "true", hint=_PROMPTS),
        ),
        programs=("gemini",),
        notes=("A project's own .env file hides ~/.gemini/.env, which contains the token header.",) if token else (),
    )


def _headers(token: str | None) -> tuple[SetupEdit, ...]:
    if not token:
        return ()
    return (SetupEdit(_VARIABLES, ("OTEL_EXPORTER_OTLP_HEADERS",), _authorization(quote(token, safe="")), "refuse"),)


def _authorization_reading(token: str | None) -> tuple[SetupReading, ...]:
    """The exporter decodes %XX, so both ways to write the token will do."""
    if not token:
        return ()
    wanted = (_authorization(quote(token, safe="")), _authorization(token))
    return (SetupReading("authorization", _variables("OTEL_EXPORTER_OTLP_HEADERS"), wanted=wanted, secret=True),)


def _authorization(token: str) -> str:
    return f"Authorization=Bearer {token}"


def _edit(name: str, value: SetupValue) -> SetupEdit:
    return SetupEdit(_USER, ("telemetry", name), value)


def _reading(
    label: str, key: str, variable: str, default: str, wanted: tuple[str, ...] = (), hint: str = ""
) -> SetupReading:
    sources = (*_variables(f"GEMINI_TELEMETRY_{variable}"), *_sources(key))
    return SetupReading(label, sources, default, wanted, hint=hint)


def _variables(name: str) -> tuple[SetupSource, ...]:
    return SetupSource((name,)), *(SetupSource((name,), file) for file in (_PROJECT_VARIABLES, _VARIABLES))


def _sources(key: str) -> tuple[SetupSource, ...]:
    return tuple(SetupSource(("telemetry", key), file) for file in _FILES)
