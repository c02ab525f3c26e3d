"""--apply changes what it must, keeps the rest, and --remove gives it all back."""

from __future__ import annotations

import json
import os
import stat
import tomllib
from typing import Any

import pytest

from aiobserver.errors import SetupRefused
from aiobserver.setup.json_file import load as load_json
from aiobserver.setup.receipt import read_receipt
from tests.setup.home import FILES, Home

CLAUDE = """\
{
  // mine
  "$schema": "https://json.schemastore.org/claude-code-settings.json",
  "permissions": {
    "allow": ["Bash(npm run lint)", "Read(~/.zshrc)"], // trusted
    "deny": [],
  },
  "env": {
    "FOO": "bar"
  },
  "unknown": { "z": 1, "a": [1, 2, {"b": null}] },
}
"""
GEMINI = """\
{
    /* the order is mine */
    "ui": { "theme": "GitHub" },
    "security": {
        "auth": { "selectedType": "oauth-personal" }
    },
    "telemetry": {}
}
"""
CODEX = """\
model = "gpt-5.5" # the new one
approval_policy  =  "on-request"

[projects."/home/dev/project"]
trust_level = "trusted"

# servers
[mcp_servers.docs]
command = "npx"
args = [
  "-y", # no questions
  "docs",
]

[tui]
notifications = true
"""
FILLED = {"claude": CLAUDE, "gemini": GEMINI, "codex": CODEX}
SHAPES = {
    "as it is": lambda text: text.encode(),
    "carriage returns": lambda text: text.replace("\n", "\r\n").encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "no last line end": lambda text: text.rstrip("\n").encode(),
    "blank lines at the end": lambda text: text.encode() + b"\n\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("tool", FILLED)
def test_it_can_be_undone_to_the_byte_and_leaves_nothing_behind(home: Home, tool: str, shape: Any) -> None:
    home.file(tool, shape(FILLED[tool]))
    before = home.contents()
    assert home.apply(tool).changes
    assert home.contents() != before
    home.remove(tool)
    assert home.contents() == before


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("tool", FILLED)
def test_every_line_of_the_user_stays_as_it_was_written(home: Home, tool: str, shape: Any) -> None:
    path = home.file(tool, shape(FILLED[tool]))
    lines = path.read_bytes().splitlines()
    home.apply(tool)
    after = iter(path.read_bytes().splitlines())
    missing = [
        line for line in lines if line.rstrip(b",{}") and not any(line.rstrip(b",}") in other for other in after)
    ]
    assert missing == []
    ends = path.read_bytes().count(b"\r\n")
    assert ends in (0, path.read_bytes().count(b"\n"))


@pytest.mark.parametrize("tool", FILLED)
def test_a_second_time_changes_nothing(home: Home, tool: str) -> None:
    home.file(tool, FILLED[tool])
    home.apply(tool)
    before = home.contents()
    assert home.apply(tool).changes == ()
    assert home.contents() == before


@pytest.mark.parametrize("tool", FILES)
def test_without_a_file_it_and_its_folder_are_made_for_the_user_alone_and_go_again(home: Home, tool: str) -> None:
    old = os.umask(0)
    try:
        home.apply(tool)
    finally:
        os.umask(old)
    path = home.file(tool)
    modes = [stat.S_IMODE(place.stat().st_mode) for place in (path.parent, *path.parent.iterdir())]
    assert modes[0] == 0o700
    assert set(modes[1:]) == {0o600}
    home.remove(tool)
    assert [place.name for place in home.path.iterdir()] == ["project"]


def test_claude_gets_an_environment_that_sends_here(home: Home) -> None:
    home.apply("claude")
    assert json.loads(home.file("claude").read_text()) == {
        "env": {
            "CLAUDE_CODE_ENABLE_TELEMETRY": "1",
            "OTEL_METRICS_EXPORTER": "otlp",
            "OTEL_LOGS_EXPORTER": "otlp",
            "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318",
            "OTEL_METRIC_EXPORT_INTERVAL": "10000",
            "OTEL_LOGS_EXPORT_INTERVAL": "5000",
        }
    }


def test_gemini_is_told_not_to_send_prompts_as_it_would_by_default(home: Home) -> None:
    home.apply("gemini")
    assert json.loads(home.file("gemini").read_text()) == {
        "telemetry": {
            "enabled": True,
            "target": "local",
            "useCollector": True,
            "otlpEndpoint": "http://localhost:4318",
            "otlpProtocol": "http",
            "logPrompts": False,
        }
    }


def test_codex_gets_inline_tables(home: Home) -> None:
    home.apply("codex")
    assert home.file("codex").read_text() == (
        "[otel]\n"
        'exporter = { otlp-http = { endpoint = "http://localhost:4318/v1/logs", protocol = "binary" } }\n'
        'trace_exporter = { otlp-http = { endpoint = "http://localhost:4318/v1/traces", protocol = "binary" } }\n'
    )


CONTENT = {
    "claude": ("env", "OTEL_LOG_USER_PROMPTS", "1"),
    "gemini": ("telemetry", "logPrompts", True),
    "codex": ("otel", "log_user_prompt", True),
}


@pytest.mark.parametrize(("tool", "where"), CONTENT.items(), ids=CONTENT)
def test_prompts_are_sent_only_if_asked_for(home: Home, tool: str, where: tuple[str, str, Any]) -> None:
    table, key, value = where
    load: Any = tomllib.loads if tool == "codex" else load_json
    plan = home.apply(tool)
    assert "prompts" in plan.left_out
    assert not load(home.file(tool).read_text())[table].get(key)
    assert "prompts" not in home.apply(tool, "prompts").left_out
    assert load(home.file(tool).read_text())[table][key] == value
    home.remove(tool)
    assert not home.file(tool).exists()


def test_what_the_user_decided_about_content_stays(home: Home) -> None:
    path = home.file("gemini", '{"telemetry": {"logPrompts": true}}')
    home.apply("gemini")
    assert json.loads(path.read_text())["telemetry"]["logPrompts"] is True


def test_what_the_user_chose_is_kept_where_it_does_not_matter(home: Home) -> None:
    path = home.file("claude", '{"env": {"OTEL_METRIC_EXPORT_INTERVAL": "60000", "OTEL_METRICS_EXPORTER": "none"}}')
    home.apply("claude")
    env = json.loads(path.read_text())["env"]
    assert (env["OTEL_METRIC_EXPORT_INTERVAL"], env["OTEL_METRICS_EXPORTER"]) == ("60000", "otlp")


@pytest.mark.parametrize("address", ["http://127.0.0.1:4318/", "http://LOCALHOST:4318", "http://[::1]:4318"])
def test_another_name_of_this_machine_is_no_other_endpoint(home: Home, address: str) -> None:
    path = home.file("claude", json.dumps({"env": {"OTEL_EXPORTER_OTLP_ENDPOINT": address}}))
    home.apply("claude")
    assert json.loads(path.read_text())["env"]["OTEL_EXPORTER_OTLP_ENDPOINT"] == address


def test_codex_may_have_its_exporter_as_a_table(home: Home) -> None:
    table = '[otel.{}.otlp-http]\nendpoint = "http://localhost:4318/v1/{}"\nprotocol = "binary"\n'
    text = table.format("exporter", "logs") + table.format("trace_exporter", "traces")
    home.file("codex", text)
    assert home.apply("codex").changes == ()


def test_an_exporter_that_sends_here_keeps_what_the_user_added(home: Home) -> None:
    exporter = 'exporter = {{ otlp-http = {{ endpoint = "http://localhost:4318/v1/{}", protocol = "binary", {} }} }}\n'
    logs = exporter.format("logs", 'headers = { "x-team" = "a" }')
    path = home.file("codex", "[otel]\n" + logs)
    home.apply("codex")
    assert logs in path.read_text()


def test_the_port_can_be_changed_later_and_all_of_it_undone(home: Home) -> None:
    path = home.file("claude", CLAUDE)
    home.apply("claude")
    home.apply("claude", endpoint="http://localhost:9999")
    assert "http://localhost:9999" in path.read_text()
    assert len(list(path.parent.iterdir())) == 3
    home.remove("claude")
    assert path.read_text() == CLAUDE
    assert list(path.parent.iterdir()) == [path]


def test_after_a_change_of_the_user_only_our_keys_go(home: Home) -> None:
    path = home.file("claude", CLAUDE)
    home.apply("claude")
    text = path.read_text().replace('"FOO": "bar"', '"FOO": "new"').replace('"5000"', '"1"')
    path.write_text(text)
    (change,) = home.remove("claude")
    expected = CLAUDE.replace('"FOO": "bar"\n', '"FOO": "new",\n    "OTEL_LOGS_EXPORT_INTERVAL": "1"\n')
    assert path.read_text() == expected
    assert change.kept == ("env.OTEL_LOGS_EXPORT_INTERVAL",)
    assert sorted(place.name for place in path.parent.iterdir()) == [path.name, f"{path.name}.aiobserver-backup"]


@pytest.mark.parametrize("tool", FILLED)
def test_undone_key_by_key_it_is_what_the_user_wrote(home: Home, tool: str) -> None:
    path = home.file(tool, FILLED[tool])
    home.apply(tool)
    sign = "# later\n" if tool == "codex" else "// later\n"
    path.write_text(sign + path.read_text())
    home.remove(tool)
    assert path.read_text() == sign + FILLED[tool]


def test_a_value_that_was_replaced_comes_back(home: Home) -> None:
    path = home.file("claude", '{\n  "env": {\n    "CLAUDE_CODE_ENABLE_TELEMETRY": "0"\n  }\n}\n')
    home.apply("claude")
    path.write_text(path.read_text() + "// later\n")
    home.remove("claude")
    assert load_json(path.read_text()) == {"env": {"CLAUDE_CODE_ENABLE_TELEMETRY": "0"}}


def test_changes_before_and_after_a_second_time_are_all_undone(home: Home) -> None:
    path = home.file("claude", "{}\n")
    home.apply("claude")
    path.write_text(path.read_text() + "// mine\n")
    home.apply("claude", "prompts")
    home.remove("claude")
    assert load_json(path.read_text()) == {}
    assert path.read_text().endswith("// mine\n")


def test_removing_what_was_never_applied_changes_nothing(home: Home) -> None:
    home.file("claude", '{"env": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}}')
    before = home.contents()
    assert home.remove("claude") == []
    assert home.contents() == before


def test_removing_when_the_file_is_gone_forgets_it(home: Home) -> None:
    path = home.file("claude", CLAUDE)
    home.apply("claude")
    path.unlink()
    home.remove("claude")
    assert read_receipt(path) is None
    assert not path.exists()


def test_a_link_stays_a_link_and_its_target_keeps_its_mode(home: Home) -> None:
    target = home.path / "dotfiles" / "claude.json"
    target.parent.mkdir()
    target.write_text(CLAUDE)
    target.chmod(0o640)
    path = home.file("claude")
    path.parent.mkdir()
    path.symlink_to(target)
    home.apply("claude")
    assert path.is_symlink()
    assert "OTEL_METRICS_EXPORTER" in target.read_text()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [place.name for place in target.parent.iterdir()] == ["claude.json"]
    home.remove("claude")
    assert path.is_symlink()
    assert target.read_text() == CLAUDE


FOLDERS = {
    "claude": ("CLAUDE_CONFIG_DIR", "settings.json"),
    "codex": ("CODEX_HOME", "config.toml"),
    "gemini": ("GEMINI_CLI_HOME", ".gemini/settings.json"),
}


@pytest.mark.parametrize(("tool", "where"), FOLDERS.items(), ids=FOLDERS)
def test_a_folder_named_by_the_tools_variable_is_used(home: Home, tool: str, where: tuple[str, str]) -> None:
    variable, name = where
    home.environment[variable] = str(home.path / "elsewhere")
    home.apply(tool)
    assert (home.path / "elsewhere" / name).is_file()
    assert not home.file(tool).exists()


TOKEN = "s3cret/+="


def test_a_token_is_sent_as_a_header(home: Home) -> None:
    for tool in FILES:
        home.apply(tool, token=TOKEN)
    header = f"Authorization=Bearer {TOKEN}"
    claude = json.loads(home.file("claude").read_text())["env"]["OTEL_EXPORTER_OTLP_HEADERS"]
    codex = tomllib.loads(home.file("codex").read_text())["otel"]["trace_exporter"]["otlp-http"]["headers"]
    assert claude == header
    assert codex == {"Authorization": f"Bearer {TOKEN}"}
    assert (home.path / ".gemini/.env").read_text() == (
        'OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer s3cret%2F%2B%3D"\n'
    )
    for tool in FILES:
        home.remove(tool)
    assert home.contents() == {}


def test_a_new_token_takes_the_place_of_the_old(home: Home) -> None:
    home.apply("claude", token="old")
    home.apply("claude", token="new")
    assert "Bearer new" in home.file("claude").read_text()


def test_files_of_variables_that_would_be_hidden_are_not(home: Home) -> None:
    (home.path / ".env").write_text("GEMINI_API_KEY=x\n")
    with pytest.raises(SetupRefused, match=r"no longer read ~/.env"):
        home.apply("gemini", token=TOKEN)
    assert list(home.contents()) == [".env"]


def test_a_crash_between_receipt_and_file_undoes_nothing(home: Home) -> None:
    path = home.file("claude", CLAUDE)
    home.apply("claude")
    path.write_text(CLAUDE)
    home.remove("claude")
    assert path.read_text() == CLAUDE


def test_an_older_backup_is_never_written_over(home: Home) -> None:
    path = home.file("claude", CLAUDE)
    backup = path.with_name(f"{path.name}.aiobserver-backup")
    backup.write_text("older")
    home.apply("claude")
    home.remove("claude")
    assert backup.read_text() == "older"
    assert path.read_text() == CLAUDE
