"""The live route tables of both ports, so that a new route cannot be forgotten; and a server with a token."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from aiobserver.api.app import create_api, create_otlp
from aiobserver.api.otlp.http import Receiver
from aiobserver.config import Config
from aiobserver.otlp.limits import REQUEST_BYTES
from aiobserver.otlp.on_demand import DecoderOnDemand
from aiobserver.server.services import start_services
from tests.server import Server

TOKEN = "test-token-0123456789-abcdef"
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")


@dataclass(frozen=True, slots=True)
class Route:
    """A path of a port, its parameters filled in."""

    port: str
    path: str


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[Route]:
    """Every route of both applications, and paths that the sink answers."""
    path = tmp_path_factory.mktemp("routes") / "db.duckdb"
    services = start_services(Config.read({"database_path": str(path)}, {}), time.time_ns())
    decoder = DecoderOnDemand(services.plugins.session_attributes, REQUEST_BYTES)
    receiver = Receiver(decoder, services.pipeline, services.plugins.thread("decode"), 2**20)
    try:
        api = _paths(create_api(services))
        otlp = _paths(create_otlp(services.config, services, receiver))
    finally:
        receiver.close()
        services.close()
    assert len(api) > 20
    assert len(otlp) >= 5
    return [
        *(Route("api_port", path) for path in [*api, "/", "/traces", "/api/unknown", "/favicon.svg", "/unknown.js"]),
        *(Route("otlp_port", path) for path in [*otlp, "/unknown", "/v1/unknown"]),
    ]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks for `TOKEN`."""
    with Server(tmp_path_factory.mktemp("locked"), {"AI_OBSERVER_TOKEN": TOKEN}) as running:
        yield running


def _paths(app: Any) -> list[str]:
    found: list[str] = []
    nodes: list[Any] = list(app._router._roots)
    while nodes:
        node = nodes.pop()
        nodes += node.children
        if node.resource is not None:
            found.append("/".join("0000" if part.startswith("{") else part for part in node.uri_template.split("/")))
    return found
