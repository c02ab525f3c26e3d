"""Far too many records in JSON are refused before the body is parsed, and nothing that may be taken is."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiobserver.errors import TooLarge
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.json import floods
from aiobserver.otlp.json.floods import check_text
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS

MIB = 2**20
COUNT = MOST_ELEMENTS + 1
TRACES = (b'{"resourceSpans":[', b'{"scopeSpans":[', b'{"spans":[')
SPAN = b'{"traceId":"0af7651916cd43dd8448eb211c80319c","name":"a \\"name\\" {","attributes":[{"key":"]","value":{}}]}'
GAUGE = b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":['


def text(opening: bytes, piece: bytes, count: int = COUNT) -> bytes:
    """A request of `count` pieces in the last list that is opened."""
    closing = bytes({ord("{"): ord("}"), ord("["): ord("]")}[sign] for sign in reversed(opening) if sign in b"{[")
    return opening + b",".join([piece] * count) + closing


FLOODS: dict[str, Callable[[], bytes]] = {
    "resources": lambda: text(TRACES[0], b'{"a":1}'),
    "scopes": lambda: text(b"".join(TRACES[:2]), b'{"a":1}'),
    "spans": lambda: text(b"".join(TRACES), b'{"a":1}'),
    "lists": lambda: text(b"".join(TRACES), b"[]"),
    "whole spans": lambda: text(b"".join(TRACES), SPAN),
    "with spaces": lambda: text(
        b'\n { "resource_spans" : [ { "x": {} , "scope_spans" : [ { "spans" :\n[ ', b' { "a" : [ ] } '
    ),
    "resources with a log": lambda: text(b'{"resourceLogs":[', b'{"scopeLogs":[{"logRecords":[{"a":1}]}]}', 200_000),
    "logs": lambda: text(b'{"resourceLogs":[{"resource":{},"scopeLogs":[{"scope":{},"logRecords":[', b'{"body":{}}'),
    "metrics": lambda: text(b'{"resource_metrics":[{"scopeMetrics":[{"metrics":[', b'{"name":"m"}'),
    "points": lambda: text(GAUGE, b'{"a":1}'),
    "points in snake_case": lambda: text(
        GAUGE.replace(b"gauge", b"exponential_histogram").replace(b"dataP", b"data_p"), b"{ }"
    ),
}


LONG = ("scopes", "metrics", "resources with a log")
"""They take longest, and others are counted as they are."""


@pytest.mark.parametrize(
    "body",
    [pytest.param(body, id=name, marks=pytest.mark.long if name in LONG else ()) for name, body in FLOODS.items()],
)
def test_a_flood_is_refused(body: Callable[[], bytes]) -> None:
    made = body()
    with pytest.raises(TooLarge, match="more than 500000 records and envelopes"):
        check_text(made)


@pytest.mark.parametrize("kind", ["spans", "logs", "points in snake_case"])
def test_a_flood_is_refused_without_parsing_it(kind: str) -> None:
    body = FLOODS[kind]()
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match="more than 500000 records and envelopes"):
            check_text(body)
        assert tracemalloc.get_traced_memory()[1] < MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("piece", [b"null", b"5", b'"text"', b"[]", b'{"a":[{}]}'])
def test_a_flood_of_anything_is_refused(piece: bytes) -> None:
    with pytest.raises(TooLarge, match="more than 500000 records and envelopes"):
        Decoder(lambda _service: ()).decode(
            text(b"".join(TRACES), piece), content_type="application/json", path_signal="traces", received_ns=1
        )


TAKEN: dict[str, Callable[[], bytes]] = {
    "as many as allowed": lambda: text(b"".join(TRACES), b'{"a":1}', MOST_ELEMENTS - 2),
    "braces in a string": lambda: text(b"".join(TRACES), b'{"name":"' + b'{},[],\\"' * COUNT + b'"}', 1),
    "many in an unknown field": lambda: text(b'{"x":[', b'{"a":1}')[:-1] + b',"resourceSpans":[]}',
    "spans in an unknown field": lambda: text(b'{"resourceSpans":[{"scopeSpans":[{"x":{"spans":[', b"{}"),
    "many attributes": lambda: text(b"".join(TRACES) + b'{"attributes":[', b'{"key":"k","value":{}}'),
    "many attributes of a resource": lambda: text(
        TRACES[0] + b'{"resource":{"attributes":[', b'{"key":"k","value":{}}'
    ),
    "names in another place": lambda: text(b'{"resourceSpans":[{"spans":[', b"{}"),
    "deep values": lambda: text(b"".join(TRACES), b'{"x":' + b"[" * 40 + b"]" * 40 + b"}", 20_000),
    "no JSON": lambda: text(b"".join(TRACES), b"{]", 300_000),
    "cut off": lambda: text(b"".join(TRACES), b"{}", 400_000)[:-9],
    "nothing but brackets": lambda: b"[" * COUNT,
}


@pytest.mark.parametrize("body", TAKEN.values(), ids=TAKEN)
def test_what_may_be_taken_is_left_to_the_parser(body: Callable[[], bytes]) -> None:
    check_text(body())


values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('ab"\\{}[],:\n é') | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('a"\\{}[]', max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(value=values, indent=st.none() | st.integers(0, 2), ascii_only=st.booleans())
@settings(max_examples=100, deadline=None, derandomize=True)
def test_a_value_ends_where_the_parser_says(value: Any, indent: int | None, ascii_only: bool) -> None:
    written = json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode()
    found = floods._value.match(written + b",{")
    assert found is not None
    assert found.end() == len(written)
