"""Settings: flag beats environment beats default; a bad value is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiobserver.config import Config, unknown_variables
from aiobserver.errors import ConfigError


def test_defaults() -> None:
    config = Config.read({}, {})
    assert (config.api_port, config.otlp_port, config.max_body_bytes) == (8080, 4318, 64 * 2**20)
    assert config.database_path == Path("data/ai-observer.duckdb")
    assert config.host == ("127.0.0.1", "::1")
    assert config.otlp_endpoint == "http://localhost:4318"


def test_a_flag_beats_the_environment_and_that_beats_the_default() -> None:
    environment = {"AI_OBSERVER_OTLP_PORT": "5000", "AI_OBSERVER_API_PORT": "5001", "AI_OBSERVER_HOST": ""}
    config = Config.read({"otlp_port": "6000", "api_port": None}, environment)
    assert (config.otlp_port, config.api_port, config.host) == (6000, 5001, ("127.0.0.1", "::1"))


@pytest.mark.parametrize(
    ("host", "token", "is_open"),
    [
        ("127.0.0.1,::1", "", False),
        ("127.0.0.9", "", False),
        ("0.0.0.0", "", True),
        ("::", "", True),
        ("127.0.0.1,192.168.1.5", "", True),
        ("0.0.0.0", "0123456789abcdef", False),
    ],
)
def test_it_is_open_if_other_machines_need_no_token(host: str, token: str, *, is_open: bool) -> None:
    assert Config.read({"host": host, "token": token}, {}).is_open is is_open


BAD = {
    "port is a word": ("api_port", "abc"),
    "port 0": ("api_port", "0"),
    "port too large": ("otlp_port", "70000"),
    "port with sign": ("otlp_port", "+1"),
    "port in other digits": ("otlp_port", "١٢"),
    "no path": ("database_path", "\0"),
    "level": ("log_level", "loud"),
    "origin without scheme": ("frontend_url", "localhost:5173"),
    "origin with a bad port": ("frontend_url", "http://localhost:x"),
    "address is a name": ("host", "example.com"),
    "body of no size": ("max_body_mb", "0"),
    "host with a path": ("allowed_hosts", "a/b"),
    "no days": ("retention_days", "0"),
    "retention of no signal": ("retention_days", "spans=3"),
    "no size": ("max_size_gb", "-1"),
    "redaction without a name": ("redact", "=drop"),
    "redaction that is none": ("redact", "prompt=keep"),
}


@pytest.mark.parametrize(("name", "value"), BAD.values(), ids=BAD.keys())
def test_a_bad_value_is_named_in_one_line(name: str, value: str) -> None:
    variable = "AI_OBSERVER_" + name.upper()
    with pytest.raises(ConfigError, match=variable) as caught:
        Config.read({}, {variable: value})
    assert "\n" not in str(caught.value)
    with pytest.raises(ConfigError, match="--" + name.replace("_", "-")):
        Config.read({name: value}, {})


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", {}),
        ("30", {"traces": 30, "metrics": 30, "logs": 30}),
        ("traces=30, logs = 90", {"traces": 30, "logs": 90}),
        ("30,logs=90", {"traces": 30, "metrics": 30, "logs": 90}),
        ("logs=90,30", {"traces": 30, "metrics": 30, "logs": 90}),
    ],
)
def test_retention_is_for_all_signals_or_per_signal(text: str, days: dict[str, int]) -> None:
    assert Config.read({}, {"AI_OBSERVER_RETENTION_DAYS": text}).retention_days == days


def test_what_to_redact_is_dropped_unless_said_otherwise() -> None:
    config = Config.read({}, {"AI_OBSERVER_REDACT": "prompts, user.id=hash,user.email = drop"})
    assert config.redact == (("content", "drop"), ("user.id", "hash"), ("user.email", "drop"))


def test_both_ports_must_differ() -> None:
    with pytest.raises(ConfigError, match="both 5000"):
        Config.read({"api_port": "5000", "otlp_port": "5000"}, {})


def test_a_misspelt_variable_is_noticed() -> None:
    assert unknown_variables({"AI_OBSERVER_PROT": "1", "AI_OBSERVER_HOST": "::1", "HOME": "/"}) == ["AI_OBSERVER_PROT"]
