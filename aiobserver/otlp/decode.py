"""Request bodies → exports. The content decides encoding and signal; the declared ones count for empty bodies."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import orjson

from aiobserver.errors import InvalidRequest
from aiobserver.model.batch import Export
from aiobserver.model.columns import Signal
from aiobserver.otlp.envelope import SessionAttributes
from aiobserver.otlp.json import names
from aiobserver.otlp.json.counting import LEVELS, too_many
from aiobserver.otlp.json.counting import check_elements as check_json_elements
from aiobserver.otlp.json.floods import check_text
from aiobserver.otlp.json.reader import JsonReader
from aiobserver.otlp.limits import REQUEST_BYTES, check_json, check_protobuf
from aiobserver.otlp.protobuf.detection import check_envelopes, check_lists, detect
from aiobserver.otlp.protobuf.reader import ProtobufReader
from aiobserver.otlp.protobuf.wire import MOST_ELEMENTS, is_message
from aiobserver.otlp.reply import Encoding, is_json, media_kind
from aiobserver.otlp.rows import Refusals

_KEYS: Mapping[str, Signal] = {levels.resources: signal for signal, levels in LEVELS.items()}
_DIGEST_BYTES = 16
_BOM = b"\xef\xbb\xbf"


class Decoder:
    """Decodes both encodings; its caches may be shared between threads.

    :param session_attributes: service name → names of the attributes that name the session.
    :param request_bytes: memory that decoding one request may take.
    """

    def __init__(self, session_attributes: SessionAttributes, request_bytes: int = REQUEST_BYTES) -> None:
        self._request_bytes = request_bytes
        self._protobuf = ProtobufReader(session_attributes)
        self._json = JsonReader(session_attributes)

    def decode(self, body: bytes, *, content_type: str | None, path_signal: Signal | None, received_ns: int) -> Export:
        """
        :param body: decompressed. :param path_signal: what the path says, None for `POST /`.
        :raises InvalidRequest: not OTLP; says what and where. :raises TooLarge: too many elements.
        """
        refusals = Refusals()
        if _is_json(body, content_type):
            signal, batches = self._decode_json(body, path_signal, received_ns, refusals)
        else:
            count = check_envelopes(body)
            signal = detect(body, path_signal) or path_signal or "traces"
            check_lists(body, signal, count)
            check_protobuf(body, signal, self._request_bytes)
            batches = self._protobuf.read(body, signal, received_ns, refusals)
        return Export(
            signal=signal,
            batches=tuple(batches),
            rejected=refusals.count,
            message=refusals.message(),
            digest=blake2b(body, digest_size=_DIGEST_BYTES, person=signal.encode()).digest(),
            size=len(body),
        )

    def _decode_json(self, body: bytes, path_signal: Signal | None, received_ns: int, refusals: Refusals) -> Any:
        check_json(body, self._request_bytes)
        check_text(body)
        request = _parse(body)
        signal = _signal_of(request) or path_signal or "traces"
        check_json_elements(request, signal)
        return signal, self._json.read(request, signal, received_ns, refusals)


def encoding_of(body: bytes, content_type: str | None) -> Encoding:
    """The encoding of the answer: the declared one, or that of the body."""
    return media_kind(content_type) or ("json" if _is_json(body, None) else "protobuf")


def _is_json(body: bytes, content_type: str | None) -> bool:
    if body[:1] == b"\n":  # white space, or the tag of field 1; then 0x7b is a brace, or the length 123
        return is_json(body) and not is_message(body)
    return is_json(body) or media_kind(content_type) == "json"


def _parse(body: bytes) -> Mapping[str, Any]:
    if body.count(b"{}") > MOST_ELEMENTS:
        raise too_many()
    try:
        request = orjson.loads(body.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"the body is not JSON: {error}") from None
    if not isinstance(request, dict):
        raise InvalidRequest("expected a JSON object with resourceSpans, resourceMetrics or resourceLogs")
    return names.REQUEST.read(request, None)


def _signal_of(request: Mapping[str, Any]) -> Signal | None:
    """
    :raises InvalidRequest: it holds records of several signals.
    """
    signals = [signal for key, signal in _KEYS.items() if request.get(key)]
    if len(signals) > 1:
        raise InvalidRequest("spans, metrics and logs in one request; send them one by one")
    return signals[0] if signals else next((signal for key, signal in _KEYS.items() if key in request), None)
