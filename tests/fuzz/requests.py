"""Requests by chance: any path with any method, headers, parameters and body, more often than not nearly right."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import quote

import yaml

from tests.fuzz.mutations import mutate, packed

_METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW")
_PATHS = (
    *("/", "/index.html", "/traces", "/assets/x.js", "/../etc/passwd", "/%2e%2e/x", "/a%00b", "//", "/api", "/api/"),
    *("/api/unknown", "/v1/profiles", "/v1/logs/", "/%ff", "/%F0%9F%92%A5", "/" + "a" * 3000, "/api/traces/%00"),
)
_OTLP_PATHS = ("/v1/traces", "/v1/metrics", "/v1/logs", "/", "/v1/", "/v1/trace", "/health")
_TYPES = (
    *("application/json", "application/x-protobuf", "text/plain", "application/json; charset=utf-16", "", "a/b/c"),
    *("application/x-www-form-urlencoded", "multipart/form-data", "APPLICATION/JSON;x", "\xff"),
)
_HEADERS: tuple[tuple[str, Sequence[str]], ...] = (
    ("Origin", ("http://localhost:5173", "http://evil.example", "null", "", "http://[::1", "\xff")),
    ("Sec-Fetch-Site", ("same-origin", "none", "cross-site", "x")),
    ("Accept", ("text/html", "*/*", "", "application/json;q=x", ";;;", ",")),
    ("Accept-Encoding", ("gzip", "br;q=0.5, gzip;q=nan", "gzip;q=", "*;q=0", "\xff")),
    ("If-None-Match", ("*", '"x"', 'W/"x', '"', ",")),
    ("Authorization", ("Bearer x", "Bearer", "Basic eDp4", "\xff", "Bearer " + "x" * 5000)),
    ("Cookie", ("session=x", "=", ";;;", "a=\xff", "x=" + "y" * 5000)),
    ("Range", ("bytes=0-1", "bytes=x", "bytes=-")),
    ("Expect", ("100-continue", "x")),
    ("Upgrade", ("websocket", "h2c", "x")),
    ("Connection", ("close", "Upgrade", "keep-alive, Upgrade", "x")),
    ("Sec-WebSocket-Key", ("dGhlIHNhbXBsZSBub25jZQ==", "x", "")),
    ("Sec-WebSocket-Version", ("13", "8", "x")),
    ("X-Forwarded-For", ("1.2.3.4", "x" * 5000)),
    ("If-Modified-Since", ("Wed, 21 Oct 2015 07:28:00 GMT", "x")),
    ("Content-Length", ("5", "-1", "x", "1e3", "99999999999999999999")),
    ("Transfer-Encoding", ("chunked", "gzip", "x")),
)
_HOSTS = ("localhost:{}", "127.0.0.1:{}", "[::1]:{}", "evil.example", "", "localhost:{}@x", "\xff", "localhost.:{}")
_TIMES = (
    *("now", "now-1h", "now-99999999999d", "2026-01-01T00:00:00Z", "1970-01-01", "9999-12-31T23:59:59.999999999Z"),
    *(
        "0001-01-01T00:00:00Z",
        "1760000000",
        "1760000000000000000",
        "99999999999999999999",
        "-1",
        "NaN",
        "1e400",
        "now-",
    ),
)
_NUMBERS = ("0", "1", "-1", "1000", "10000000", "1e3", "NaN", "0x10", "９", "9223372036854775808", "1.5", " 1", "+1")
_TEXTS = (
    *("a", "svc", "%", "_", "'", '"; DROP TABLE otel_logs; --', "$.*", '$."', "a.b", "\x00", "\ud7ff", "💥", "(a+)+$"),
    *(
        "x" * 5000,
        "[",
        "\\",
        "true",
        "false",
        "null",
        "{}",
        "<script>",
        "\r\nX: y",
        "session.id",
        "claude_code.token.usage",
        "\u202e",
        "a,b",
        ",",
    ),
)


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes over the wire; `whole` if its framing is right."""

    to_otlp: bool
    method: str
    wire: bytes
    whole: bool


class Requests:
    """Requests from one seed of chance."""

    def __init__(self, seed: int, bodies: Sequence[bytes]) -> None:
        self._chance = random.Random(seed)
        self._bodies = bodies
        document = yaml.safe_load((files("aiobserver.api") / "openapi.yaml").read_text(encoding="utf-8"))
        self._operations = [
            (path, method.upper(), _parameters(document, operation))
            for path, item in document["paths"].items()
            for method, operation in item.items()
        ]

    def make(self, port: int, *, to_otlp: bool) -> Request:
        """:param port: that of the Host header."""
        method, target, body = self._export() if to_otlp else self._question()
        headers = list(self._headers(port, body, method))
        if to_otlp and self._chance.random() < 0.1:
            body = packed(self._chance, body)
            headers = [*headers[:-1], ("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        line = f"{method} {target} HTTP/1.1\r\n"
        whole = [name for name, _ in headers].count("Content-Length") == 1 and not any(
            name in ("Transfer-Encoding", "Upgrade", "Expect") for name, _ in headers
        )
        wire = (line + head + "\r\n").encode("latin-1", "replace") + body
        if self._chance.random() < 0.02:
            wire, whole = mutate(self._chance, wire, self._bodies), False
        return Request(to_otlp, method, wire, whole)

    def _export(self) -> tuple[str, str, bytes]:
        body = self._chance.choice(self._bodies)
        if self._chance.random() < 0.95:
            body = mutate(self._chance, body, self._bodies)
        method = "POST" if self._chance.random() < 0.97 else self._chance.choice(_METHODS)
        return method, self._chance.choice(_OTLP_PATHS if self._chance.random() < 0.95 else _PATHS), body

    def _question(self) -> tuple[str, str, bytes]:
        chance = self._chance
        if chance.random() < 0.1:
            return chance.choice(_METHODS), chance.choice(_PATHS), self._json_body()
        path, method, names = chance.choice(self._operations)
        for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
            path = path.replace(f"{{{name}}}", quote(self._text(), safe=""))
        chosen = [name for name in names if chance.random() < 0.4]
        if chance.random() < 0.05:
            chosen.append(chance.choice(("x", "", "from", "limit", "limit")))
        query = "&".join(f"{quote(name)}={quote(self._value(name), safe='')}" for name in chosen)
        if chance.random() < 0.03:
            query += chance.choice(("&&&", "%", "%zz", "=", "#", ";", "?"))
        method = method if chance.random() < 0.95 else chance.choice(_METHODS)
        return method, f"{path}?{query}" if query else path, self._json_body() if method in ("POST", "PUT") else b""

    def _value(self, name: str) -> str:
        chance = self._chance
        if chance.random() < 0.15:
            return self._text()
        if name in ("from", "to", "since", "until"):
            return chance.choice(_TIMES)
        if name in ("limit", "offset", "interval", "buckets"):
            return chance.choice((*_NUMBERS, "1 second", "1 minute", "5m", "day", "1 fortnight"))
        return chance.choice((*_NUMBERS, *_TEXTS)) if chance.random() < 0.7 else self._text()

    def _text(self) -> str:
        if self._chance.random() < 0.8:
            return self._chance.choice(_TEXTS)
        return "".join(chr(self._chance.choice((*range(0x300), 0x2028, 0xFFFD, 0x10FFFF))) for _ in range(6))

    def _json_body(self) -> bytes:
        body = json.dumps(self._json(0)).encode()
        return mutate(self._chance, body, self._bodies) if self._chance.random() < 0.2 else body

    def _json(self, depth: int) -> Any:
        chance = self._chance
        if depth > 4 or chance.random() < 0.3:
            return chance.choice((None, True, -1, 2**70, 1.5, [], {}, *_TEXTS, *_TIMES))
        if chance.random() < 0.3:
            return [self._json(depth + 1) for _ in range(chance.randrange(4))]
        names = ("name", "description", "widgets", "config", "widgetType", "title", "gridColumn", "gridRow", "colSpan")
        more = ("rowSpan", "queries", "positions", "id", "from", "to", "service", "signal", "metric", "x")
        return {chance.choice((*names, *more)): self._json(depth + 1) for _ in range(chance.randrange(9))}

    def _headers(self, port: int, body: bytes, method: str) -> Iterator[tuple[str, str]]:
        chance = self._chance
        yield "Host", (_HOSTS[0] if chance.random() < 0.95 else chance.choice(_HOSTS)).format(port)
        if body or method in ("POST", "PUT"):
            right = "application/json" if body[:1] in b"{[" else "application/x-protobuf"
            yield "Content-Type", right if chance.random() < 0.85 else chance.choice(_TYPES)
        for name, values in _HEADERS:
            if chance.random() < 0.012:
                yield name, chance.choice(values)
        yield "Content-Length", str(len(body))


def _parameters(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    found = []
    for parameter in operation.get("parameters", ()):
        if "$ref" in parameter:
            parameter = document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]  # noqa: PLW2901
        if parameter["in"] == "query":
            found.append(parameter["name"])
    return found
