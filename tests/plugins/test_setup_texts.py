"""The set-up texts can be copied as they are: their JSON, TOML and shell parts are valid and name the endpoint."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from typing import Any

import pytest

from aiobserver.hooks.host import Plugins

ENDPOINT = "http://localhost:14999"
TOKENS = (None, "s3cret")


def text(tool: str, token: str | None) -> str:
    found = Plugins.load().setup_text(tool, ENDPOINT, token)
    assert found
    return found


def json_in(page: str) -> Any:
    return json.loads(page[page.index("\n{") : page.rindex("\n}") + 2])


def exports_in(page: str) -> dict[str, str]:
    """What a shell makes of the first block of exports."""
    lines = re.findall(r"^  export .*", page.split("Optional", maxsplit=1)[0], re.MULTILINE)
    script = "env -i /bin/bash -c " + _quoted("\n".join(lines) + "\nenv -0")
    output = subprocess.run(["/bin/bash", "-c", script], capture_output=True, check=True, text=True).stdout
    return dict(line.split("=", 1) for line in output.split("\0") if "=" in line)


def _quoted(script: str) -> str:
    return "'" + script.replace("'", "'\\''") + "'"


@pytest.mark.parametrize("token", TOKENS)
def test_claude_variables_are_the_same_in_shell_and_settings(token: str | None) -> None:
    page = text("claude", token)
    settings = json_in(page)["env"]
    assert settings["OTEL_EXPORTER_OTLP_ENDPOINT"] == ENDPOINT
    assert settings.get("OTEL_EXPORTER_OTLP_HEADERS") == (f"Authorization=Bearer {token}" if token else None)
    assert settings.items() <= exports_in(page).items()


@pytest.mark.parametrize("token", TOKENS)
def test_gemini_settings_are_valid(token: str | None) -> None:
    page = text("gemini", token)
    assert json_in(page)["telemetry"]["otlpEndpoint"] == ENDPOINT
    assert ("s3cret" in page) == bool(token)
    assert exports_in(page)["OTEL_LOGS_EXPORT_TIMEOUT"] == "5000"


@pytest.mark.parametrize("token", TOKENS)
def test_codex_configuration_is_valid_toml(token: str | None) -> None:
    page = text("codex", token)
    block = page[page.index("[otel]") : page.index("Keep the inline")]
    metrics = next(line for line in page.splitlines() if line.startswith("metrics_exporter"))
    configured = tomllib.loads(block + metrics)["otel"]
    for name, signal in {"exporter": "logs", "trace_exporter": "traces", "metrics_exporter": "metrics"}.items():
        exporter = configured[name]["otlp-http"]
        assert (exporter["endpoint"], exporter["protocol"]) == (f"{ENDPOINT}/v1/{signal}", "binary")
        assert exporter.get("headers") == ({"Authorization": f"Bearer {token}"} if token else None)
