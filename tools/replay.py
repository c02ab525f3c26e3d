"""Sends recorded exports as if they were made just now: `python -m tools.replay PORT claude/2.1.330-A …`."""

from __future__ import annotations

import argparse
import http.client
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from google.protobuf.message import Message

from tests.captures.recorded import DATA, Recording, Request, recordings

_TIME_TEXT = "event.timestamp"
_MARGIN_NS = 1_000_000_000
_MS_NS = 1_000_000
_OK = 200


def send(port: int, recording: Recording) -> int:
    """Sends a recording to the OTLP port of this machine, its last record one second old; how many requests.

    :raises RuntimeError: the server does not take one of them.
    """
    messages = [(request, request.message()) for request in recording.requests]
    newest = max(time_ns for _, message in messages for time_ns in _times(message))
    offset_ns = (time.time_ns() - _MARGIN_NS - newest) // _MS_NS * _MS_NS
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        for request, message in messages:
            _visit(message, lambda part: _shift(part, offset_ns))
            _post(connection, request, message.SerializeToString())
    finally:
        connection.close()
    return len(messages)


def _post(connection: http.client.HTTPConnection, request: Request, body: bytes) -> None:
    headers = {"Content-Type": "application/x-protobuf", "User-Agent": request.meta["user_agent"] or ""}
    connection.request("POST", f"/v1/{request.signal}", body, headers)
    response = connection.getresponse()
    answer = response.read()
    if response.status != _OK:
        raise RuntimeError(f"{request.meta['path']}: {response.status} {answer[:300]!r}")


def _visit(message: Message, visit: Callable[[Message], None]) -> None:
    """Calls `visit` for a message and all in it, except attribute values."""
    visit(message)
    for field, value in message.ListFields():
        if field.message_type is not None and field.message_type.name != "AnyValue":
            for part in [value] if isinstance(value, Message) else value:
                _visit(part, visit)


def _times(message: Message) -> Iterator[int]:
    found: list[int] = []
    _visit(message, lambda part: found.extend(getattr(part, name) for name in _time_fields(part)))
    return iter(found)


def _shift(part: Any, offset_ns: int) -> None:
    for name in _time_fields(part):
        setattr(part, name, getattr(part, name) + offset_ns)
    if part.DESCRIPTOR.name == "KeyValue" and part.key == _TIME_TEXT:
        moment = datetime.fromisoformat(part.value.string_value) + timedelta(microseconds=offset_ns // 1000)
        part.value.string_value = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _time_fields(part: Message) -> list[str]:
    """The fields with a time; 0 means none."""
    return [field.name for field, _ in part.ListFields() if field.name.endswith("time_unix_nano")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int, help="the OTLP port")
    parser.add_argument("names", nargs="*", metavar="TOOL/NAME", help=f"folders of {DATA}; none: all")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    chosen = [recording for recording in recordings() if not arguments.names or recording.name in arguments.names]
    if len(chosen) < len(arguments.names):
        print(f"unknown recording; there are: {', '.join(recording.name for recording in recordings())}")
        return 2
    for recording in chosen:
        print(f"{recording.name}: {send(arguments.port, recording)} requests")
    return 0


if __name__ == "__main__":
    sys.exit(main())
