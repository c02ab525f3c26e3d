"""`python -m bench.floods`: how long it takes to refuse bodies of far too many tiny elements, best of five."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from aiobserver.errors import TooLarge
from aiobserver.model.columns import Signal
from aiobserver.otlp.decode import Decoder

_FULL = 64 * 2**20 - 200
"""Bytes of elements that fit into the largest body."""
_RUNS = 5
_SPAN = b'{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"0af7651916cd43dd","startTimeUnixNano":"5"}'
_SPANS = b'{"resourceSpans":[{"scopeSpans":[{"spans":['
_POINTS = b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":['


def main() -> None:
    """Prints a line for each kind of flood."""
    for name, (signal, make) in _FLOODS.items():
        body = make()
        best = min(_refused_in(body, signal) for _ in range(_RUNS))
        print(f"{name:24} {len(body) / 2**20:5.1f} MiB  {best:6.3f} s")


def _refused_in(body: bytes, signal: Signal) -> float:
    """Seconds until a body is refused."""
    decoder = Decoder(lambda _service: ("session.id",))
    start = time.perf_counter()
    try:
        decoder.decode(body, content_type=None, path_signal=signal, received_ns=0)
    except TooLarge:
        return time.perf_counter() - start
    raise AssertionError("the flood was taken")


def _field(number: int, content: bytes) -> bytes:
    """A protobuf field with a length."""
    length, encoded = len(content), bytearray()
    while length > 127:
        encoded.append(length & 127 | 128)
        length >>= 7
    return bytes([number << 3 | 2, *encoded, length]) + content


def _many(piece: bytes) -> bytes:
    return piece * (_FULL // len(piece))


def _records(content: bytes) -> bytes:
    return _field(1, _field(2, content))


def _span(content: bytes) -> bytes:
    return _records(_field(2, _IDS + content))


def _point(content: bytes) -> bytes:
    return _records(_field(2, _field(5, _field(1, content))))


def _json(opening: bytes, piece: bytes, closing: bytes, count: int) -> bytes:
    return opening + b",".join([piece] * count) + closing


_IDS = _field(1, b"\x01" * 16) + _field(2, b"\x02" * 8)
_FLOODS: Mapping[str, tuple[Signal, Callable[[], bytes]]] = {
    "resources": ("traces", lambda: _many(b"\x0a\x00")),
    "scopes": ("traces", lambda: _field(1, _many(b"\x12\x00"))),
    "spans": ("traces", lambda: _records(_many(b"\x12\x00"))),
    "spans of 100 bytes": ("traces", lambda: _records(_many(_field(2, _IDS + _field(5, b"n" * 70))))),
    "resources with a span": ("traces", lambda: _many(_field(1, _field(2, _field(2, _IDS))))),
    "points": ("metrics", lambda: _records(_field(2, _field(5, _many(b"\x0a\x00"))))),
    "attributes": ("traces", lambda: _span(_many(b"\x4a\x00"))),
    "different attributes": ("traces", lambda: _span(_many(b"\x4a\x02\x0a\x00\x4a\x00\x4a\x03\x0a\x01k"))),
    "events": ("traces", lambda: _span(_many(b"\x5a\x00"))),
    "5 million events": ("traces", lambda: _span(b"\x5a\x00" * 5_000_000)),
    "5 million links": ("traces", lambda: _span(b"\x6a\x00" * 5_000_000)),
    "attributes of an event": ("traces", lambda: _span(_field(11, _many(b"\x1a\x00")))),
    "exemplars": ("metrics", lambda: _point(_many(b"\x2a\x00"))),
    "attributes of a resource": ("traces", lambda: _field(1, _field(1, _many(b"\x0a\x00")) + _field(2, _span(b"")))),
    "attributes of a scope": ("traces", lambda: _field(1, _field(2, _field(1, _many(b"\x1a\x00")) + _field(2, _IDS)))),
    "JSON: resources": ("traces", lambda: _json(b'{"resourceSpans":[', b'{"a":1}', b"]}", 600_000)),
    "JSON: tiny spans": ("traces", lambda: _json(_SPANS, b'{"a":1}', b"]}]}]}", 2_000_000)),
    "JSON: whole spans": ("traces", lambda: _json(_SPANS, _SPAN, b"]}]}]}", 600_000)),
    "JSON: nulls": ("traces", lambda: _json(_SPANS, b"null", b"]}]}]}", 5_000_000)),
    "JSON: points": ("metrics", lambda: _json(_POINTS, b'{"a":1}', b"]}}]}]}]}", 2_000_000)),
}


if __name__ == "__main__":
    main()
