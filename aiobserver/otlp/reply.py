"""Answers in the request's encoding: Export…ServiceResponse and google.rpc.Status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import orjson

from aiobserver.errors import UnsupportedMedia
from aiobserver.model.columns import Signal

Encoding = Literal["protobuf", "json"]

_MEDIA_TYPES: Mapping[Encoding, str] = {"protobuf": "application/x-protobuf", "json": "application/json"}
_REJECTED: Mapping[Signal, str] = {
    "traces": "rejectedSpans",
    "metrics": "rejectedDataPoints",
    "logs": "rejectedLogRecords",
}
_LONGEST_MESSAGE = 4096
_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
# HTTP status → google.rpc.Code
_CODES = {400: 3, 401: 16, 403: 7, 404: 5, 405: 12, 413: 3, 415: 3, 429: 8, 431: 3, 503: 14}
_UNKNOWN_CODE = 2


def media_kind(content_type: str | None) -> Encoding | None:
    """The encoding a Content-Type declares; None if there is no Content-Type.

    :raises UnsupportedMedia: it is neither of the two.
    """
    media = (content_type or "").split(";", 1)[0].strip().lower()
    if not media:
        return None
    for encoding, name in _MEDIA_TYPES.items():
        if media == name:
            return encoding
    raise UnsupportedMedia(f"content type {media[:60]!r} is not supported; use {' or '.join(_MEDIA_TYPES.values())}")


def is_json(body: bytes) -> bool:
    """True if a body is JSON rather than protobuf, by its first bytes; in protobuf a brace would start a group."""
    return body[:64].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")[:1] in (b"{", b"[")


def reply_encoding(content_type: str | None, body: bytes) -> Encoding:
    """The declared encoding if it is one of the two, else that of the body."""
    try:
        declared = media_kind(content_type)
    except UnsupportedMedia:
        return "json"
    return declared or ("json" if is_json(body) else "protobuf")


def media_type(encoding: Encoding) -> str:
    """The Content-Type of an answer."""
    return _MEDIA_TYPES[encoding]


def success(signal: Signal, encoding: Encoding, rejected: int, message: str) -> bytes:
    """Full success if nothing was refused and there is no warning, else partial success."""
    message = _short(message)
    if not rejected and not message:
        return b"{}" if encoding == "json" else b""
    if encoding == "json":
        count = {_REJECTED[signal]: str(rejected)} if rejected else {}
        return orjson.dumps({"partialSuccess": {**count, "errorMessage": message}})
    count_field = b"\x08" + _varint(rejected) if rejected else b""  # in all three messages the same numbers
    return _field(1, count_field + (_field(2, message.encode()) if message else b""))


def failure(encoding: Encoding, status: int, message: str, where: str) -> bytes:
    """A google.rpc.Status; with `where`, its details name the first bad field.

    :param status: of the HTTP answer.
    """
    code, message = _CODES.get(status, _UNKNOWN_CODE), _short(message)
    if encoding == "json":
        violation = {"@type": _BAD_REQUEST, "fieldViolations": [{"field": where, "description": message}]}
        return orjson.dumps({"code": code, "message": message, **({"details": [violation]} if where else {})})
    violations = _field(1, _field(1, where.encode()) + _field(2, message.encode()))
    details = _field(3, _field(1, _BAD_REQUEST.encode()) + _field(2, violations)) if where else b""
    return bytes([0x08, code]) + _field(2, message.encode()) + details


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited field: the answers are a few of them, which is no reason to load a library at start."""
    return bytes([number << 3 | 2]) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:  # noqa: PLR2004 - seven bits a byte
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def _short(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"
