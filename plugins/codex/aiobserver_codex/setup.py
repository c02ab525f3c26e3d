"""Instructions for connecting Codex CLI."""

from __future__ import annotations

_TEXT = """\
Connect Codex CLI
=================

aiobserver --setup codex --apply does it for you, without sending prompts. By hand:

Put this into ~/.codex/config.toml:

{toml}

Keep the inline tables as they are: a table [otel.exporter.otlp-http] beside exporter = "otlp-http" is invalid TOML
and stops Codex. log_user_prompt = true sends the full text of your prompts; leave the line out to keep it to yourself.

Optional, in newer versions, also under [otel] (metrics of the program itself; tokens and cost need it not):

{metrics}

Then start codex and ask something; a run that ends in an error exports nothing.
"""


def setup_text(endpoint: str, token: str | None) -> str:
    """The set-up text for an OTLP endpoint."""
    toml = "\n".join(
        (
            "[otel]",
            "log_user_prompt = true",
            _exporter("exporter", f"{endpoint}/v1/logs", token),
            _exporter("trace_exporter", f"{endpoint}/v1/traces", token),
        )
    )
    return _TEXT.format(toml=toml, metrics=_exporter("metrics_exporter", f"{endpoint}/v1/metrics", token))


def _exporter(name: str, url: str, token: str | None) -> str:
    headers = f', headers = {{ "Authorization" = "Bearer {token}" }}' if token else ""
    return f'{name} = {{ otlp-http = {{ endpoint = "{url}", protocol = "binary"{headers} }} }}'
