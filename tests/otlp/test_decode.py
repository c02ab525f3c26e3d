"""Protobuf and JSON of one message give the same rows; whatever arrives, it is decoded or refused clearly."""

from __future__ import annotations

import json
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from aiobserver.errors import InvalidRequest, RequestError
from aiobserver.model.batch import Export
from aiobserver.model.columns import COLUMNS, Signal
from aiobserver.otlp.attributes import AttributeCache
from aiobserver.otlp.decode import Decoder
from aiobserver.otlp.protobuf.schema import Schema
from tests.chance import by_chance
from tests.otlp.messages import REQUESTS, VALUE, as_json

DECODER = Decoder(lambda _service: ("session.id",))
DATA = Path(__file__).parent.parent / "data"
SIGNALS: tuple[Signal, ...] = ("traces", "metrics", "logs")


def decode(body: bytes, signal: Signal | None = None, content_type: str | None = None) -> Export:
    return DECODER.decode(body, content_type=content_type, path_signal=signal, received_ns=7)


def plain(export: Export) -> list[Any]:
    """Rows in which NaN equals itself."""
    return [(batch.service_name, [repr(row) for row in batch.rows]) for batch in export.batches]


@pytest.mark.parametrize("signal", SIGNALS)
@given(data=st.data())
@by_chance(250)
def test_both_encodings_give_the_same_rows(signal: Signal, data: st.DataObject) -> None:
    message = data.draw(REQUESTS[signal])
    one = decode(message.SerializeToString(), signal)
    other = decode(as_json(message), signal)
    assert plain(one) == plain(other)
    assert (one.rejected, one.message) == (other.rejected, other.message)


@given(
    key=st.text(st.characters(codec="utf-8"), max_size=6),
    value=VALUE,
    damage=st.none() | st.tuples(st.integers(0, 99), st.integers(0, 255)),
)
@by_chance(600)
def test_attributes_read_by_hand_equal_those_the_library_reads(
    key: str, value: Any, damage: tuple[int, int] | None
) -> None:
    schema = Schema.build()
    raw = bytearray(KeyValue(key=key, value=value).SerializeToString())
    if damage is not None and damage[0] < len(raw):
        raw[damage[0]] = damage[1]
    known = KeyValue(key=key, value=value).SerializeToString()
    by_hand, by_library = AttributeCache(schema), AttributeCache(schema)
    by_hand[known]  # the key is known now, so the short way is taken

    def read(cache: AttributeCache) -> Any:
        try:
            return cache[bytes(raw)]
        except InvalidRequest:
            return "refused"

    assert read(by_hand) == read(by_library)


@pytest.mark.parametrize("number", [0, 127, 128, 2**14 - 1, 2**14, 2**21 - 1, 2**21, 2**28, 2**53 - 1, -1])
def test_integers_of_each_length_are_read(number: int) -> None:
    cache = AttributeCache(Schema.build())
    for value in (300, number):  # the key is known then
        assert cache[KeyValue(key="n", value=AnyValue(int_value=value)).SerializeToString()] == ("n", f'"n":{value}')


@pytest.mark.parametrize("digits", [b"\x85\x00", b"\x85\x80\x00"])
def test_an_integer_with_more_digits_than_it_needs_is_read(digits: bytes) -> None:
    cache = AttributeCache(Schema.build())
    value = bytes((0x18, *digits))
    assert cache[KeyValue(key="n", value=AnyValue(int_value=300)).SerializeToString()] == ("n", '"n":300')
    assert cache[bytes((0x0A, 1, ord("n"), 0x12, len(value))) + value] == ("n", '"n":5')


@pytest.mark.parametrize("signal", ["traces", "logs"])
def test_a_record_with_neither_ids_nor_times_is_what_the_path_says(signal: Signal) -> None:
    request = bytes((10, 6, 18, 4, 18, 2, 42, 0))  # of the record only field 5: a span's name, a log's body
    assert decode(request, signal).signal == signal


RECORDED = sorted(DATA.glob("*/*/[0-9]*.bin"))


def recorded(path: Path) -> tuple[bytes, dict[str, Any]]:
    about = json.loads(path.with_suffix(".json").read_text())
    body = path.read_bytes()
    return zlib.decompress(body, 31) if about["content_encoding"] == "gzip" else body, about


@pytest.mark.parametrize("path", RECORDED, ids=[str(path.relative_to(DATA).with_suffix("")) for path in RECORDED])
def test_the_signal_of_a_recorded_export_is_found_by_its_content(path: Path) -> None:
    body, about = recorded(path)
    for path_signal in (None, *SIGNALS):
        export = decode(body, path_signal)
        assert export.signal == about["signal"]
        assert all(len(row) == len(COLUMNS[export.signal]) for batch in export.batches for row in batch.rows)


@pytest.mark.parametrize(
    "path", RECORDED[::6], ids=[str(path.relative_to(DATA).with_suffix("")) for path in RECORDED[::6]]
)
def test_damaged_exports_are_decoded_or_refused(path: Path) -> None:
    body, _ = recorded(path)
    body = body[:20_000]
    chance = random.Random(1)
    for _ in range(60):
        damaged = bytearray(body)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            decode(bytes(damaged[: chance.randrange(1, len(damaged))] if chance.random() < 0.5 else damaged))
        except RequestError as error:
            assert str(error)


@given(body=st.binary(max_size=200), signal=st.sampled_from([None, *SIGNALS]))
@by_chance(400)
def test_random_bytes_are_decoded_or_refused(body: bytes, signal: Signal | None) -> None:
    try:
        decode(body, signal)
    except RequestError as error:
        assert str(error)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(data=st.data(), signal=st.sampled_from(SIGNALS))
@by_chance(300)
def test_json_with_wrong_types_is_decoded_or_refused(data: st.DataObject, signal: Signal) -> None:
    request = json.loads(as_json(data.draw(REQUESTS[signal])))
    _spoil(request, data)
    try:
        decode(json.dumps(request).encode(), signal)
    except RequestError as error:
        assert str(error)


def _spoil(value: Any, data: st.DataObject) -> None:
    """Replaces one value somewhere in a JSON document."""
    while isinstance(value, dict | list) and value:
        key = data.draw(st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value))))
        if not isinstance(value[key], dict | list) or not value[key] or data.draw(st.booleans()):
            value[key] = data.draw(json_values)
            return
        value = value[key]
