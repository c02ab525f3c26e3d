"""Wires everything: the two applications out of one set of services."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

import falcon
import falcon.asgi

from aiobserver.api.access import login
from aiobserver.api.access.guard import BASE_HEADERS, PAGE_HEADERS, Guard
from aiobserver.api.access.hosts import HostRules
from aiobserver.api.access.login import TokenCheck
from aiobserver.api.http.failures import handle_failures
from aiobserver.api.http.lenient import LenientRequest
from aiobserver.api.http.media import encode
from aiobserver.api.live import LiveResource
from aiobserver.api.otlp.http import ExportRequest, IngestResource, Receiver
from aiobserver.api.otlp.refusals import Refusals
from aiobserver.api.page.files import dashboard_folder, read_files
from aiobserver.api.page.page import Page
from aiobserver.api.rest import (
    backups,
    dashboards,
    data,
    history,
    ledger,
    logs,
    metrics,
    prices,
    sessions,
    stats,
    status,
    tools,
    traces,
)
from aiobserver.api.rest.health import HealthResource
from aiobserver.api.services import Services
from aiobserver.config import Config
from aiobserver.model.columns import Signal

App = falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]

_PATHS: Mapping[str, Signal | None] = {
    "/v1/traces": "traces",
    "/v1/metrics": "metrics",
    "/v1/logs": "logs",
    "/": None,
}
_ROOMS = (
    traces,
    metrics,
    logs,
    sessions,
    ledger,
    history,
    prices,
    stats,
    tools,
    status,
    backups,
    data,
    dashboards,
    login,
)


def create_api(services: Services) -> App:
    """The application of the API port: REST, WebSocket, page."""
    config = services.config
    rules = HostRules(
        bound=config.host, names=config.allowed_hosts, origins=(config.frontend_url,), token=bool(config.token)
    )
    files = read_files(dashboard_folder())
    middleware: list[Any] = [Guard(rules, PAGE_HEADERS, strict=False)]
    if services.access is not None:
        middleware.append(TokenCheck(services.access, files=files.keys() - {"/index.html"}, browsers=True))
    app: App = falcon.asgi.App(request_type=LenientRequest, middleware=middleware)
    app.req_options.keep_blank_qs_values = True
    handle_failures(app, _answer_json)
    for template, resource, suffix in chain.from_iterable(room.routes(services) for room in _ROOMS):
        app.add_route(template, resource, suffix=suffix)
    app.add_route("/health", HealthResource(services.problem, details=services.access is None))
    app.add_route("/ws", LiveResource(services.hub))
    app.add_sink(Page(files), "/")
    return app


def create_otlp(config: Config, services: Services, receiver: Receiver) -> App:
    """The application of the OTLP port."""
    names = (*config.allowed_hosts, "host.docker.internal")
    rules = HostRules(bound=config.host, names=names, token=bool(config.token))
    middleware: list[Any] = [Guard(rules, BASE_HEADERS, strict=True)]
    if services.access is not None:
        middleware.append(TokenCheck(services.access, browsers=False))
    app: App = falcon.asgi.App(request_type=ExportRequest, middleware=middleware)
    handle_failures(app, Refusals(services.refused, config).answer)
    for path, signal in _PATHS.items():
        app.add_route(path, IngestResource(receiver, signal))
    app.add_route("/health", HealthResource(services.problem, details=services.access is None))
    return app


def _answer_json(
    _req: falcon.asgi.Request, resp: falcon.asgi.Response, _status: int, message: str, _error: Exception
) -> None:
    resp.content_type = "application/json"
    resp.data = encode({"error": message})
