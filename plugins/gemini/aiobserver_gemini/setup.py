"""Instructions for connecting Gemini CLI."""

from __future__ import annotations

import json

_TEXT = """\
Connect Gemini CLI
==================

aiobserver --setup gemini --apply does it for you, without sending prompts. By hand:

Put this into ~/.gemini/settings.json (merge it with what is there):

{settings}

and set these variables in the shell that starts gemini:

{exports}

logPrompts is true by default and sends the full text of your prompts; set it to false to keep them to yourself.

Then start gemini and ask something; the first signal arrives within ten seconds.
"""


def setup_text(endpoint: str, token: str | None) -> str:
    """The set-up text for an OTLP endpoint."""
    telemetry = {
        "enabled": True,
        "target": "local",
        "useCollector": True,
        "otlpEndpoint": endpoint,
        "otlpProtocol": "http",
        "logPrompts": True,
    }
    variables = {"OTEL_METRIC_EXPORT_TIMEOUT": "10000", "OTEL_LOGS_EXPORT_TIMEOUT": "5000"}
    if token:
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = f'"Authorization=Bearer {token}"'
    exports = "\n".join(f"  export {name}={value}" for name, value in variables.items())
    return _TEXT.format(settings=json.dumps({"telemetry": telemetry}, indent=2), exports=exports)
