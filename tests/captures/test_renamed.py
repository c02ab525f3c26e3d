"""A tool under another service name (`OTEL_SERVICE_NAME`) is the same tool, with the same numbers."""

from __future__ import annotations

import gzip
import http.client
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.captures.conftest import Replayed
from tests.captures.expected import expected
from tests.captures.readings import dropped, everything, pages, sessions
from tests.captures.recorded import Recording, Request, recordings, replay
from tests.captures.test_redaction import TELLING, stored, told
from tests.server import EVER, PROTOBUF, Server, exchange

TOOLS = recordings("claude", "gemini", "codex")
NAME = "my-agent"


def _but_long(chosen: Sequence[Recording], *usual: str) -> list[Any]:
    """Parameters of which `make test` takes the usual ones."""
    return [pytest.param(each, id=each.name, marks=() if each.name in usual else pytest.mark.long) for each in chosen]


def renamed(requests: Iterable[Request], name: str = NAME) -> Iterator[tuple[str, bytes]]:
    """(path, body) of requests as the tool would send them under another service name."""
    for request in requests:
        message = request.message()
        for field in ("resource_spans", "resource_metrics", "resource_logs"):
            for envelope in getattr(message, field, ()):
                for attribute in envelope.resource.attributes:
                    if attribute.key == "service.name":
                        attribute.value.string_value = name
        yield f"/v1/{request.signal}", message.SerializeToString()


def send(server: Server, bodies: Iterable[tuple[str, bytes]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
    try:
        for path, body in bodies:
            answer = exchange(
                connection, "POST", path, gzip.compress(body), {"Content-Type": PROTOBUF, "Content-Encoding": "gzip"}
            )
            assert answer.status == 200, answer
    finally:
        connection.close()


def _services(recording: Recording) -> set[str]:
    return {
        attribute.value.string_value
        for request in recording.requests
        for field in ("resource_spans", "resource_metrics", "resource_logs")
        for envelope in getattr(request.message(), field, ())
        for attribute in envelope.resource.attributes
        if attribute.key == "service.name"
    }


def _without_service(found: Any, services: set[str]) -> Any:
    """An answer in which all names of services are one."""
    if isinstance(found, dict):
        return {key: _without_service(value, services) for key, value in found.items()}
    if isinstance(found, list | tuple):
        return [_without_service(value, services) for value in found]
    if isinstance(found, str):
        for service in sorted(services, key=len, reverse=True):
            found = found.replace(f"'serviceName': '{service}'", f"'serviceName': '{NAME}'")
            found = found.replace(f"'service.name': '{service}'", f"'service.name': '{NAME}'")
        return NAME if found in services else found
    return found


def _summed(totals: dict[str, dict[tuple[str, ...], float]], services: set[str]) -> dict[tuple[str, ...], float]:
    found: dict[tuple[str, ...], float] = {}
    for metric, values in totals.items():
        for (service, *labels), value in values.items():
            key = (metric, NAME if service in services else service, *labels)
            found[key] = round(found.get(key, 0) + value, 9)
    return found


def comparable(server: Server, services: set[str]) -> dict[str, Any]:
    """All answers, in which the names of services do not matter."""
    found = everything(server)
    found["totals"] = _summed(found["totals"], services)
    found["stats"]["serviceCount"] = 1
    found["stats"]["services"] = [NAME]
    found["services"] = {"services": [NAME]}
    plain = {key: value if key == "totals" else _without_service(value, services) for key, value in found.items()}
    return plain | {"logs": sorted(plain["logs"]), "traces": sorted(plain["traces"])}


@pytest.mark.parametrize("replayed", _but_long(TOOLS, "claude/2.1.330-tui"), indirect=True)
def test_a_renamed_tool_gives_the_same_answers(replayed: Replayed, tmp_path: Path) -> None:
    recording = replayed.recording
    services = _services(recording)
    wanted = comparable(replayed.server, services)
    points = {name: _points(replayed.server, name) for name in wanted["metrics"]}
    with Server(tmp_path / "renamed") as server:
        send(server, renamed(recording.requests))
        assert comparable(server, services) == wanted
        assert {name: _points(server, name) for name in wanted["metrics"]} == points
        _check_tool(server, recording.tool)
        server.stop()
        server.start()
        assert comparable(server, services) == wanted
        _check_tool(server, recording.tool)


def _owners_of_traces(server: Server) -> dict[str, tuple[str, bool]]:
    return {each["id"]: (each["toolId"], each["main"]) for each in pages(server, "/api/traces", "traces")}


@pytest.mark.parametrize("recording", _but_long(TELLING, "codex/0.169.0-tui"))
def test_redaction_knows_the_content_of_a_renamed_tool(recording: Recording, tmp_path: Path) -> None:
    server = Server(tmp_path, {"AI_OBSERVER_REDACT": "content=drop"})
    send(server, renamed(recording.requests))
    assert server.stop() == 0
    assert told(stored(server.database)) == set()


def _points(server: Server, name: str) -> int:
    return int(server.api("/api/metrics", name=name, limit=1, **EVER)["total"])


def _check_tool(server: Server, tool: str) -> None:
    owned = {each["id"]: each["services"] for each in server.api("/api/tools")["tools"]}
    assert [each for each, services in owned.items() if NAME in services] == [tool]
    assert {session["toolId"] for session in sessions(server)} == {tool}
    assert {session["serviceName"] for session in sessions(server)} == {NAME}
    assert {trace["toolId"] for trace in pages(server, "/api/traces", "traces")} <= {tool}
    assert [each.get("toolId") for each in server.api("/api/status")["received"]] == [tool]


@pytest.mark.parametrize("recording", _but_long(TOOLS, "gemini/0.61.0-tui"))
def test_what_was_stored_before_is_recognised_at_start(recording: Recording, tmp_path: Path) -> None:
    """As of a version that recognised nothing: the session of a log is then known only where the usual attribute is."""
    with Server(tmp_path, {"AI_OBSERVER_DISABLED_PLUGINS": "claude,codex,gemini"}) as server:
        send(server, renamed(recording.requests))
    again = Server(tmp_path, start=False)
    again.start()
    with again:
        owned = {each["id"]: each["services"] for each in again.api("/api/tools")["tools"]}
        assert [each for each, services in owned.items() if NAME in services] == [recording.tool]


def _interleaved(chosen: Sequence[Recording]) -> list[Request]:
    turns = zip_longest(*(recording.requests for recording in chosen))
    return [request for turn in turns for request in turn if request is not None]


def _one_after_the_other(chosen: Sequence[Recording]) -> list[Request]:
    return [request for recording in chosen for request in recording.requests]


def _shuffled(chosen: Sequence[Recording]) -> list[Request]:
    requests = _one_after_the_other(chosen)
    random.Random(5).shuffle(requests)
    return requests


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(_one_after_the_other, marks=pytest.mark.long),
        pytest.param(_interleaved, marks=pytest.mark.long),
        _shuffled,
    ],
)
def test_three_tools_under_one_name_are_kept_apart(
    tmp_path: Path, ordered: Callable[[Sequence[Recording]], list[Request]]
) -> None:
    chosen = {each.name: each for each in TOOLS}
    both = [chosen["claude/2.1.330-A"], chosen["codex/0.169.0-A"], chosen["gemini/0.61.0-A"]]
    requests = ordered(both)
    services = {service for recording in both for service in _services(recording)}
    with Server(tmp_path / "original") as original:
        replay(original, requests)
        wanted = comparable(original, services)
        owners = _owners_of_traces(original)
    with Server(tmp_path / "renamed") as server:
        send(server, renamed(requests[: len(requests) // 2]))
        server.kill()
        server.start()
        send(server, renamed(requests[len(requests) // 2 :]))
        assert comparable(server, services)["totals"] == wanted["totals"]
        assert dropped(server) == wanted["dropped"]
        assert _owners_of_traces(server) == owners
        for started in range(2):
            if started:
                server.restart()
            for recording in both:
                truth = expected(recording)
                own = [session for session in sessions(server) if session.get("toolId") == recording.tool]
                assert {session["sessionId"] for session in own} == truth.session_ids
                assert sum(session["promptCount"] for session in own) == truth.prompts
                assert sum(session["requestCount"] for session in own) == truth.requests
                assert sum(session.get("cost", 0) for session in own) == pytest.approx(sum(truth.cost.values()))
            tools = {each["id"]: each for each in server.api("/api/tools")["tools"]}
            for recording in both:
                assert NAME not in tools[recording.tool]["services"]
                assert tools[recording.tool]["sharedServices"] == [NAME]
