"""Edits of Codex CLI's config.toml, and the sources of its settings.

Inline tables only: a table `[otel.exporter.otlp-http]` beside `exporter = "otlp-http"` is invalid TOML and stops Codex.
"""

from __future__ import annotations

from aiobserver import SetupEdit, SetupEdits, SetupFile, SetupReading, SetupSource, SetupValue

_USER = SetupFile(("$CODEX_HOME/config.toml", "~/.codex/config.toml"), "toml")
_MANAGED = SetupFile(("/etc/codex/managed_config.toml",), "toml")
_SYSTEM = SetupFile(("/etc/codex/config.toml",), "toml")
_FILES = (_MANAGED, _USER, _SYSTEM)
_SIGNALS = {"exporter": "logs", "trace_exporter": "traces"}
_EXPORTERS = ("otlp-http", "otlp-grpc")


def setup_edits(endpoint: str, token: str | None) -> SetupEdits:
    """The edits for an OTLP endpoint."""
    return SetupEdits(
        edits=(
            _exporter("exporter", f"{endpoint}/v1/logs", token),
            _exporter("trace_exporter", f"{endpoint}/v1/traces", token),
            SetupEdit(_USER, ("otel", "log_user_prompt"), True, option="prompts"),
        ),
        readings=(
            _endpoint("logs", "exporter"),
            _endpoint("traces", "trace_exporter"),
            SetupReading("metrics endpoint", _each("metrics_exporter"), "its vendor's endpoint"),
            _protocol("logs", "exporter"),
            _protocol("traces", "trace_exporter"),
            *_authorization(token),
            SetupReading("prompt text", _sources("otel", "log_user_prompt"), "not sent"),
        ),
        programs=("codex",),
        notes=("A failing run of codex exec exports nothing.",),
    )


def _exporter(name: str, url: str, token: str | None) -> SetupEdit:
    exporter: dict[str, SetupValue] = {"endpoint": url, "protocol": "binary"}
    if token:
        exporter["headers"] = {"Authorization": f"Bearer {token}"}
    return SetupEdit(_USER, ("otel", name), {"otlp-http": exporter}, "refuse", ("none",))


def _authorization(token: str | None) -> tuple[SetupReading, ...]:
    if not token:
        return ()
    wanted = (f"Bearer {token}",)
    sources = {name: _sources("otel", name, "otlp-http", "headers", "Authorization") for name in _SIGNALS}
    return tuple(
        SetupReading(f"{signal} authorization", sources[name], "", wanted, secret=True)
        for name, signal in _SIGNALS.items()
    )


def _endpoint(signal: str, name: str) -> SetupReading:
    return SetupReading(f"{signal} endpoint", _each(name), "", endpoint=True)


def _protocol(signal: str, name: str) -> SetupReading:
    sources = _sources("otel", name, "otlp-http", "protocol")
    hint = "only otlp-http is supported"
    return SetupReading(f"{signal} protocol", sources, "not http", ("binary", "json"), hint=hint)


def _each(name: str) -> tuple[SetupSource, ...]:
    """The endpoint of whichever exporter is there."""
    keys = [("otel", name, exporter, "endpoint") for exporter in _EXPORTERS]
    return tuple(SetupSource(key, file) for file in _FILES for key in (*keys, ("otel", name)))


def _sources(*key: str) -> tuple[SetupSource, ...]:
    return tuple(SetupSource(key, file) for file in _FILES)
