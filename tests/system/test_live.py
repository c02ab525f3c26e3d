"""The live connection: what is stored is shown at once, to our own pages only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.conformance.exports import ENCODINGS, SIGNALS, TYPES, Sample
from tests.server import Server

_TIMEOUT_S = 10
KEYS = {"traces": "spanName", "metrics": "metricName", "logs": "body"}


@contextmanager
def _live(server: Server, origin: str | None = None) -> Iterator[ClientConnection]:
    own = Origin(origin) if origin is not None else None
    with connect(f"ws://127.0.0.1:{server.api_port}/ws", origin=own, open_timeout=_TIMEOUT_S) as connection:
        yield connection


def _message(connection: ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(connection.recv(timeout=_TIMEOUT_S))
    return message


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_an_export_is_shown_in_the_shape_of_the_api(server: Server, signal: str, encoding: str) -> None:
    sample = Sample(signal, f"live-{signal}-{encoding}")
    with _live(server) as connection:
        assert server.post(sample.path, sample.body(encoding, 2), TYPES[encoding]).status == 200
        message = _message(connection)
    assert message["type"] == signal
    assert message["timestamp"].endswith("Z")
    shown = {item[KEYS[signal]]: item for item in message["payload"]}
    stored = {item[KEYS[signal]]: item for item in sample.stored(server)}
    assert shown == stored
    assert len(shown) == 2


def test_a_retry_is_not_shown_again(server: Server) -> None:
    with _live(server) as connection:
        for service in ("live-retry", "live-retry", "live-next"):
            assert server.post("/v1/logs", Sample("logs", service).body("json"), TYPES["json"]).status == 200
        services = []
        while "live-next" not in services:
            services += [item["serviceName"] for item in _message(connection)["payload"]]
    assert services == ["live-retry", "live-next"]


def test_many_records_are_shown_in_bounded_messages(server: Server) -> None:
    with _live(server) as connection:
        assert server.post("/v1/logs", Sample("logs", "live-many").body("protobuf", 3000)).status == 200
        messages = [_message(connection), _message(connection)]
    (logs,) = (message for message in messages if message["type"] == "logs")
    (resync,) = (message for message in messages if message["type"] == "resync")
    assert len(logs["payload"]) <= 200
    assert len(logs["payload"]) + resync["payload"]["logs"] == 3000


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.com",
        "null",
        "http://127.0.0.1:1",
        "http://10.0.0.5",
        "http://localhost:9999",
        "https://localhost:8080",
    ],
)
def test_a_foreign_origin_is_refused_before_the_upgrade(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, _live(server, origin):
        pass
    assert refusal.value.response.status_code == 403


def test_our_own_page_is_let_in(server: Server) -> None:
    with _live(server, f"http://127.0.0.1:{server.api_port}") as connection:
        assert connection.ping().wait(_TIMEOUT_S)


def test_a_stop_closes_live_connections(tmp_path: Any) -> None:
    with Server(tmp_path) as server, _live(server) as connection:
        assert server.stop() == 0
        with pytest.raises(ConnectionClosed) as end:
            connection.recv(timeout=_TIMEOUT_S)
        assert end.value.rcvd is not None
        assert end.value.rcvd.code in (1001, 1012)
        server.start()
