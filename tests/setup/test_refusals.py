"""What --apply must not touch stays to the byte, and the reason names the file or variable and what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aiobserver.errors import SetupRefused
from tests.setup.home import FILES, Home

OTHER = "http://collector.example:4318"


def refused(home: Home, tool: str, match: str) -> None:
    before = home.contents()
    with pytest.raises(SetupRefused, match=match) as caught:
        home.apply(tool)
    assert home.contents() == before
    assert len(str(caught.value).splitlines()) == 1


CLAUDE = {
    "endpoint": {"OTEL_EXPORTER_OTLP_ENDPOINT": OTHER},
    "endpoint of one signal": {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": f"{OTHER}/v1/metrics"},
    "another port": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4317"},
    "another exporter": {"OTEL_METRICS_EXPORTER": "prometheus"},
    "protocol of one signal": {"OTEL_EXPORTER_OTLP_LOGS_PROTOCOL": "grpc"},
}


@pytest.mark.parametrize("env", CLAUDE.values(), ids=CLAUDE)
def test_claude_sends_elsewhere(home: Home, env: dict[str, str]) -> None:
    home.file("claude", json.dumps({"env": env}))
    refused(home, "claude", r"~/\.claude/settings\.json.*nothing changed")


CODEX = {
    "inline": f'[otel]\nexporter = {{ otlp-http = {{ endpoint = "{OTHER}/v1/logs", protocol = "binary" }} }}\n',
    "a table": f'[otel.exporter.otlp-http]\nendpoint = "{OTHER}/v1/logs"\nprotocol = "binary"\n',
    "grpc": '[otel]\nexporter = { otlp-grpc = { endpoint = "http://other:4317" } }\n',
    "traces": f'[otel]\ntrace_exporter = {{ otlp-http = {{ endpoint = "{OTHER}/v1/traces", protocol = "json" }} }}\n',
    "statsig": '[otel]\nexporter = "statsig"\n',
}


@pytest.mark.parametrize("text", CODEX.values(), ids=CODEX)
def test_codex_sends_elsewhere(home: Home, text: str) -> None:
    home.file("codex", text)
    refused(home, "codex", r"~/\.codex/config\.toml already has otel\.(trace_)?exporter = .*nothing changed")


GEMINI = {
    "endpoint": {"otlpEndpoint": OTHER},
    "google": {"target": "gcp"},
    "a file": {"outfile": "/tmp/telemetry.log"},
}


@pytest.mark.parametrize("telemetry", GEMINI.values(), ids=GEMINI)
def test_gemini_sends_elsewhere(home: Home, telemetry: dict[str, str]) -> None:
    home.file("gemini", json.dumps({"telemetry": telemetry}))
    refused(home, "gemini", r"~/\.gemini/settings\.json.*nothing changed")


VARIABLES = {
    "endpoint": ("GEMINI_TELEMETRY_OTLP_ENDPOINT", OTHER),
    "the general endpoint": ("OTEL_EXPORTER_OTLP_ENDPOINT", OTHER),
    "off": ("GEMINI_TELEMETRY_ENABLED", "false"),
    "grpc": ("GEMINI_TELEMETRY_OTLP_PROTOCOL", "grpc"),
}


@pytest.mark.parametrize(("name", "value"), VARIABLES.values(), ids=VARIABLES)
def test_a_variable_that_beats_the_file_is_named(home: Home, name: str, value: str) -> None:
    home.environment[name] = value
    refused(home, "gemini", f"environment variable {name}.*nothing changed")


def test_a_variable_that_the_file_beats_does_not_matter(home: Home) -> None:
    home.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = OTHER
    assert home.apply("claude").warnings == ()


def test_a_projects_own_settings_are_a_warning(home: Home) -> None:
    project = home.path / "project" / ".claude" / "settings.json"
    project.parent.mkdir()
    project.write_text(json.dumps({"env": {"OTEL_METRICS_EXPORTER": "console"}}))
    (warning,) = home.apply("claude").warnings
    assert "metrics exporter is console" in warning
    assert "project/.claude/settings.json" in warning


def test_secrets_of_another_service_are_not_told(home: Home) -> None:
    text = '[otel]\nexporter = { otlp-http = { endpoint = "https://me:pass@api.example/v1/logs?key=abc", '
    home.file("codex", text + 'protocol = "binary", headers = { "x-api-key" = "topsecret" } } }\n')
    with pytest.raises(SetupRefused) as caught:
        home.apply("codex")
    assert "https://api.example:443" in str(caught.value)
    assert not any(secret in str(caught.value) for secret in ("topsecret", "pass", "abc"))


BROKEN = {
    "claude": b'{"env": {"A": "1"}',
    "gemini": b"{ telemetry: {} }",
    "codex": b'[otel]\nexporter = "otlp-http"\n[otel.exporter.otlp-http]\nendpoint = "x"\n',
}


@pytest.mark.parametrize(("tool", "content"), BROKEN.items(), ids=BROKEN)
def test_a_broken_file_is_left_alone(home: Home, tool: str, content: bytes) -> None:
    home.file(tool, content)
    refused(home, tool, "cannot be parsed and was not changed")


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00", b'{"a": "\xe9"}'], ids=["UTF-16", "Latin-1"])
def test_a_file_in_another_encoding_is_left_alone(home: Home, content: bytes) -> None:
    home.file("claude", content)
    refused(home, "claude", "cannot be parsed")


@pytest.mark.parametrize("content", ['{"env": []}', '{"env": "x"}', '{"env": {}, "env": {}}', "[]"])
def test_an_unexpected_shape_is_left_alone(home: Home, content: str) -> None:
    home.file("claude", content)
    refused(home, "claude", "was not changed")


def test_a_write_protected_file_is_left_alone(home: Home) -> None:
    home.file("claude", "{}").chmod(0o444)
    refused(home, "claude", "write-protected")


PLACES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "a device": lambda path: path.symlink_to("/dev/null"),
    "a link to itself": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("make", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("tool", FILES)
def test_what_is_no_file_is_left_alone(home: Home, tool: str, make: Callable[[Path], object]) -> None:
    path = home.file(tool)
    path.parent.mkdir()
    make(path)
    refused(home, tool, "is not a file|cannot be read")


def test_a_folder_that_is_a_file_is_left_alone(home: Home) -> None:
    (home.path / ".claude").write_text("x")
    refused(home, "claude", "cannot be read|cannot be written")


def test_a_change_by_another_program_meanwhile_is_not_lost(home: Home) -> None:
    from aiobserver.setup.apply import apply

    path = home.file("claude", "{}")
    (change,) = home.plan("claude").changes
    path.write_text('{"theme": "dark"}')
    with pytest.raises(SetupRefused, match="changed by another program"):
        apply(change)
    assert home.contents() == {FILES["claude"]: b'{"theme": "dark"}'}


def test_a_damaged_receipt_undoes_nothing(home: Home) -> None:
    path = home.file("claude", "{}")
    home.apply("claude")
    path.with_name(f"{path.name}.aiobserver.json").write_text("{")
    before = home.contents()
    with pytest.raises(SetupRefused, match="is damaged"):
        home.remove("claude")
    assert home.contents() == before


def test_what_became_broken_is_not_undone(home: Home) -> None:
    path = home.file("claude", "{}")
    home.apply("claude")
    path.write_text(path.read_text() + "}")
    before = home.contents()
    with pytest.raises(SetupRefused, match="was not changed"):
        home.remove("claude")
    assert home.contents() == before
