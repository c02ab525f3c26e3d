"""Requests that the OTLP port refuses: reason, remedy for the sender, and the answer, to gRPC clients as gRPC."""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from urllib.parse import quote

import falcon
import falcon.asgi

from aiobserver import errors
from aiobserver.api.otlp.http import answer_status
from aiobserver.config import Config
from aiobserver.ingest.refused import RefusedRequests

_GRPC = "application/grpc"
TLS = b"\x16\x03"
"""First bytes of a TLS handshake."""
_GRPC_UNIMPLEMENTED = "12"
_MISDIRECTED = frozenset({404, 405, 415})
"""Statuses that a gRPC request gets."""
_SIGNAL_PATH = re.compile(r"/v1/(?:traces|metrics|logs)(?=/|$)")

_GRPC_REFUSED = (
    "gRPC is not served",
    "a sender tries gRPC on {port}: set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
)
_NOT_VALID = (
    "not valid OTLP",
    "see the sender's log for the details; a newer version of the sender may help",
)
_FAULT = ("internal error", "see the server log; most senders retry automatically")
_REFUSED: Mapping[type[Exception], tuple[str, str]] = {
    errors.ForeignHost: ("unknown host name", "{message}"),
    errors.ForeignOrigin: (
        "web page of another origin",
        "web pages cannot send telemetry; a program must not send the header Origin",
    ),
    errors.Unauthorized: (
        "no token, or a wrong one",
        'set OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer …" with the token of AI_OBSERVER_TOKEN',
    ),
    errors.TooManyAttempts: (
        "too many wrong tokens",
        "give the sender the token of AI_OBSERVER_TOKEN and wait a minute",
    ),
    errors.UnsupportedEncoding: ("unknown content encoding", "set OTEL_EXPORTER_OTLP_COMPRESSION=gzip"),
    errors.UnsupportedMedia: ("unknown content type", "set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"),
    errors.HeadersTooLarge: ("headers too large", "shorten OTEL_EXPORTER_OTLP_HEADERS"),
    errors.TooLarge: ("too large", "export smaller batches, or raise AI_OBSERVER_MAX_BODY_MB"),
    errors.Unavailable: ("temporarily not stored", "{message}; most senders retry automatically"),
    falcon.HTTPNotFound: ("unknown path", "{path}: set OTEL_EXPORTER_OTLP_ENDPOINT to {endpoint}"),
    falcon.HTTPMethodNotAllowed: ("method not allowed", "telemetry is sent by POST; the dashboard is at {dashboard}"),
    falcon.HTTPError: _NOT_VALID,
    errors.RequestError: _NOT_VALID,
}
"""Kind of error → reason, remedy. Checked in order; the first match wins."""


class Refusals:
    """Answers failed requests and counts them."""

    def __init__(self, refused: RefusedRequests, config: Config) -> None:
        self._refused = refused
        self._known = {
            "port": config.otlp_port,
            "endpoint": config.otlp_endpoint,
            "dashboard": f"http://localhost:{config.api_port}",
        }

    def answer(
        self, req: falcon.asgi.Request, resp: falcon.asgi.Response, status: int, message: str, error: Exception
    ) -> None:
        """The answer of a failed request, which is counted."""
        grpc = status in _MISDIRECTED and (req.content_type or "").strip().lower().startswith(_GRPC)
        reason, template = _GRPC_REFUSED if grpc else _why(error)
        remedy = template.format_map({**self._known, "message": message, "path": _about(req.path)})
        if not (req.path == "/health" and status == 503):  # noqa: PLR2004 - who asks how it is was told
            self._refused.count(reason, req.path, req.user_agent or "", remedy)
        if grpc:
            _answer_grpc(resp, remedy)
        else:
            answer_status(req, resp, status, message, error)


def not_http(refused: RefusedRequests, config: Config) -> Callable[[bytes], None]:
    """Count a connection that does not speak HTTP, given its first bytes."""
    endpoint = config.otlp_endpoint

    def count(first: bytes) -> None:
        if first.startswith(TLS):
            reason, remedy = "TLS is not served", f"a sender uses https: set OTEL_EXPORTER_OTLP_ENDPOINT to {endpoint}"
        else:
            reason, remedy = "not HTTP", f"another protocol, or broken HTTP: OTLP over HTTP is served at {endpoint}"
        refused.count(reason, "", "", remedy)

    return count


def _why(error: Exception) -> tuple[str, str]:
    return next((why for kind, why in _REFUSED.items() if isinstance(error, kind)), _FAULT)


def _about(path: str) -> str:
    """Explain what is wrong with an unknown path."""
    found = _SIGNAL_PATH.findall(path)
    if len(found) > 1:
        return f"the endpoint contains {found[0]} {'twice' if found[0] in found[1:] else 'already'}"
    return "the endpoint has a path of its own" if found else "nothing but traces, metrics and logs is taken"


def _answer_grpc(resp: falcon.asgi.Response, message: str) -> None:
    resp.status = 200
    resp.content_type = _GRPC
    resp.set_header("grpc-status", _GRPC_UNIMPLEMENTED)
    resp.set_header("grpc-message", quote(message, safe=(string.punctuation + " ").replace("%", "")))
