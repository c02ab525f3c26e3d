"""A plugin that fails costs only itself: F19 to F22. Every plugin here is installed and runs in the real server."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.fixture_plugins import install_plugin, with_site
from tests.server import JSON, Answer, Server, eventually

GOOD = """
    from aiobserver import DerivedPoint, Tool, hookimpl

    @hookimpl
    def aiobserver_tool():
        return Tool(id="good", title="Good", colour="#112233", services=("svc",))

    @hookimpl
    def aiobserver_derive_metrics(logs):
        return [DerivedPoint(position=p, name="good.calls", value=1) for p in range(len(logs))]
"""
ERRORS = ("Exception", "BaseException", "SystemExit", "KeyboardInterrupt", "RecursionError", "MemoryError")
DATA_HOOKS = {"derive_metrics": "logs", "drop_logs": "logs", "session_roots": "spans", "main_spans": "spans"}
START_HOOKS = ("tool", "metrics", "events", "delta_rules", "dashboards", "content_attributes")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder on the server's search path, with one plugin that works."""
    install_plugin(tmp_path / "site", "good", GOOD)
    return tmp_path / "site"


def send(server: Server, mark: str) -> Answer:
    """One log record."""
    record = {"timeUnixNano": str(time.time_ns()), "body": {"stringValue": mark}}
    return post(server, "Logs", "logRecords", record)


def post(server: Server, kind: str, member: str, record: Mapping[str, Any]) -> Answer:
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "svc"}}]}
    body = {f"resource{kind}": [{"resource": resource, f"scope{kind}": [{member: [record]}]}]}
    return server.post("/", json.dumps(body).encode(), JSON)


def stored(server: Server) -> int:
    total: int = server.api("/api/logs", service="svc")["total"]
    return total


def derived(server: Server) -> float:
    """What the plugin that works made of them."""
    total: float = server.api("/api/metrics/series", name="good.calls", aggregate="true")["total"]
    return total


def plugin(server: Server, name: str) -> dict[str, Any]:
    """How the plugin fares, as the page is told."""
    found: dict[str, Any] = next(item for item in server.api("/api/tools")["plugins"] if item["name"] == name)
    return found


def raising(error: str, hook: str, arguments: str) -> str:
    return f"from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_{hook}({arguments}):\n    raise {error}('no')\n"


def test_whatever_hooks_and_imports_raise_all_signals_are_stored(site: Path, tmp_path: Path) -> None:
    for error in ERRORS:
        install_plugin(site, f"import_{error}", f"raise {error}('no')")
        for hook, arguments in [*DATA_HOOKS.items(), *dict.fromkeys(START_HOOKS, "").items(), ("setup_text", "tool")]:
            install_plugin(site, f"{hook}_{error}", raising(error, hook, arguments))
    with Server(tmp_path, with_site(site)) as server:
        ids = {"traceId": "0af7651916cd43dd8448eb211c80319c", "spanId": "b7ad6b7169203331"}
        span = ids | {"name": "work", "startTimeUnixNano": str(time.time_ns()), "endTimeUnixNano": str(time.time_ns())}
        assert [send(server, "one").status, post(server, "Spans", "spans", span).status] == [200, 200]
        assert (stored(server), derived(server)) == (1, 1)
        assert server.api("/api/traces", service="svc")["total"] == 1
        answer = server.api("/api/tools")
    tools, plugins = answer["tools"], {item["name"]: item for item in answer["plugins"]}
    asked_once = 1
    for error in ERRORS:
        assert not plugins[f"import_{error}"]["enabled"]
        for hook in (*DATA_HOOKS, *START_HOOKS, "setup_text"):
            found = plugins[f"{hook}_{error}"]
            assert found["failures"] == len(found["errors"]) == (asked_once if hook != "setup_text" else len(tools))
            assert set(found["errors"]) == {f"hook aiobserver_{hook}: {error}: no"}


HANGS = {
    "sleeps": "import time\n    time.sleep(3600)",
    "is in a deadlock": "import threading\n    lock = threading.Lock()\n    lock.acquire()\n    lock.acquire()",
    "is in an endless loop": "while True: pass",
    "gives items without end": "import itertools, time\n    return (time.sleep(1) or 0 for _ in itertools.count())",
}


@pytest.mark.parametrize(
    "body",
    [pytest.param(body, id=how, marks=() if how == "sleeps" else pytest.mark.long) for how, body in HANGS.items()],
)
def test_a_hook_that_hangs_is_named_and_the_others_go_on(site: Path, tmp_path: Path, body: str) -> None:
    install_plugin(
        site, "bad", f"from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(logs):\n    {body}"
    )
    with Server(tmp_path, with_site(site)) as server:
        assert [send(server, str(number)).status for number in range(5)] == [200] * 5
        assert (stored(server), derived(server)) == (5, 5)
        found = plugin(server, "bad")
        assert (found["enabled"], found["failures"]) == (False, 1)
        assert "aiobserver_drop_logs took longer than 5.0 s, at plugin_bad_" in found["errors"][0]
        assert "plugin bad is switched off until the next start" in server.log
        assert "Traceback" not in server.log


@pytest.mark.long
def test_the_page_survives_a_hanging_text(site: Path, tmp_path: Path) -> None:
    source = (
        "import time\nfrom aiobserver import hookimpl\n@hookimpl\ndef aiobserver_setup_text(tool): time.sleep(3600)"
    )
    install_plugin(site, "bad", source)
    with Server(tmp_path, with_site(site)) as server:
        assert [tool["id"] for tool in server.api("/api/tools")["tools"] if tool["id"] == "good"] == ["good"]
        assert not plugin(server, "bad")["enabled"]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import time; time.sleep(3600)", id="import", marks=pytest.mark.long),
        pytest.param(
            "import time\nfrom aiobserver import hookimpl\n@hookimpl\ndef aiobserver_tool(): time.sleep(3600)",
            id="start",
        ),
    ],
)
def test_a_plugin_that_hangs_at_start_is_left_behind(site: Path, tmp_path: Path, source: str) -> None:
    install_plugin(site, "bad", source)
    with Server(tmp_path, with_site(site)) as server:
        assert (send(server, "one").status, derived(server)) == (200, 1)
        assert not plugin(server, "bad")["enabled"]


HOLDS = """
    import sys, time
    from aiobserver import hookimpl

    @hookimpl
    def aiobserver_drop_logs(logs):
        end = time.thread_time() + 5.5  # what it works is billed, however slow the machine is
        sys.setswitchinterval(1000)  # lets nobody else go on, as a long call of C code does
        while time.thread_time() < end:
            sum(range(1_000_000))
        sys.setswitchinterval(0.005)
"""


def test_a_hook_that_holds_the_interpreter_is_named(site: Path, tmp_path: Path) -> None:
    install_plugin(site, "bad", HOLDS)
    with Server(tmp_path, with_site(site)) as server:
        assert (send(server, "one").status, send(server, "two").status) == (200, 200)
        assert stored(server) == 2
        assert not plugin(server, "bad")["enabled"]
        assert "switched off until the next start: aiobserver_drop_logs took longer" in server.log


ENDS = {"os._exit": "os._exit(3)", "Segmentation fault": "ctypes.string_at(0)", "Aborted": "os.abort()"}


@pytest.mark.parametrize(
    ("how", "body"),
    [
        pytest.param(how, body, id=how, marks=() if how == "Segmentation fault" else pytest.mark.long)
        for how, body in ENDS.items()
    ],
)
def test_a_hook_that_ends_the_server_is_left_out_at_the_next_start(
    site: Path, tmp_path: Path, how: str, body: str
) -> None:
    source = f"import ctypes, os\nfrom aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(logs): {body}"
    install_plugin(site, "bad", source)
    server = Server(tmp_path, with_site(site))
    with pytest.raises((OSError, EOFError)):
        send(server, "one")
    assert server.wait() != 0
    listed = server.run("--plugins").stdout
    server.start()
    with server:
        assert (send(server, "one").status, stored(server), derived(server)) == (200, 1, 1)
        found = plugin(server, "bad")
        assert not found["enabled"]
        assert f"its aiobserver_drop_logs crashed the server by {how}" in found["errors"][0]
        for place in (listed, server.log):
            assert found["errors"][0] in place
        server.restart()
        assert not plugin(server, "bad")["enabled"]
        install_plugin(site, "bad", "import aiobserver", version="1.3")
        server.restart()
        assert plugin(server, "bad")["enabled"]


def test_deleting_the_list_brings_a_plugin_back(site: Path, tmp_path: Path) -> None:
    install_plugin(site, "bad", "import os; os._exit(3)")
    server = Server(tmp_path, with_site(site), start=False)
    with pytest.raises(AssertionError, match="did not start"):
        server.start()
    server.start()
    assert "loading crashed the server by os._exit" in plugin(server, "bad")["errors"][0]
    assert server.stop() == 0
    listed = server.database.with_name(server.database.name + ".left-out.json")
    assert listed.stat().st_mode & 0o777 == 0o600
    listed.unlink()
    with pytest.raises(AssertionError, match="did not start"):
        server.start()


@pytest.mark.long
def test_a_server_that_was_stopped_for_long_blames_no_hook(site: Path, tmp_path: Path) -> None:
    _install_slow(site, tmp_path / "entered")
    with Server(tmp_path, with_site(site)) as server:
        _in_background(lambda: send(server, "one"))
        eventually((tmp_path / "entered").exists)
        server.signal(signal.SIGSTOP)
        time.sleep(7)
        server.signal(signal.SIGCONT)
        assert eventually(lambda: stored(server)) == 1
        assert plugin(server, "slow")["enabled"]


def test_a_server_that_is_killed_from_outside_blames_no_hook(site: Path, tmp_path: Path) -> None:
    _install_slow(site, tmp_path / "entered")
    server = Server(tmp_path, with_site(site))
    _in_background(lambda: send(server, "one"))
    eventually((tmp_path / "entered").exists)
    server.kill()
    server.start()
    with server:
        assert plugin(server, "slow")["enabled"]


def _install_slow(site: Path, entered: Path) -> None:
    """A plugin whose hook takes a while, and makes a file when it begins."""
    source = f"""
        import pathlib, time
        from aiobserver import hookimpl

        @hookimpl
        def aiobserver_drop_logs(logs):
            pathlib.Path({str(entered)!r}).touch()
            time.sleep(1.5)
        """
    install_plugin(site, "slow", source)


def _in_background(work: Callable[[], object]) -> None:
    def quietly() -> None:
        with suppress(OSError, EOFError):
            work()

    threading.Thread(target=quietly, daemon=True).start()
