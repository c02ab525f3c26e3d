"""The decoders and the plugins behind them, as a function of bytes that must never fail."""

from __future__ import annotations

import time

from aiobserver.errors import RequestError
from aiobserver.hooks.host import Plugins
from aiobserver.model.batch import Export, Records
from aiobserver.model.columns import COLUMNS, Signal
from aiobserver.otlp.compression import decompress
from aiobserver.otlp.decode import Decoder, encoding_of

SIGNALS: tuple[Signal | None, ...] = ("traces", "metrics", "logs", None)
TYPES = ("application/x-protobuf", "application/json", None)
_LONGEST_S = 5
_LARGEST_BODY = 2**20
_MOST_ERROR_CHARACTERS = 2000
_INTEGERS = range(-(2**63), 2**64)


class Decoding:
    """One decoder for many inputs, as in the server."""

    def __init__(self) -> None:
        self.plugins = Plugins.load()
        self._decoder = Decoder(self.plugins.session_attributes)

    def check(self, data: bytes) -> None:
        """:param data: a byte that tells path, content type and coding, then the body."""
        if not data:
            return
        signal, content_type = SIGNALS[data[0] & 3], TYPES[(data[0] >> 2 & 3) % 3]
        started = time.perf_counter()
        try:
            body = decompress(data[1:], "gzip" if data[0] & 16 else None, _LARGEST_BODY)
            encoding_of(body, content_type)
            self._check_rows(
                self._decoder.decode(body, content_type=content_type, path_signal=signal, received_ns=time.time_ns())
            )
        except RequestError as error:
            assert 0 < len(str(error)) < _MOST_ERROR_CHARACTERS, error
        passed_s = time.perf_counter() - started
        assert passed_s < _LONGEST_S, f"{passed_s:.1f} s"

    def _check_rows(self, export: Export) -> None:
        for batch in export.batches:
            for row in batch.rows:
                assert len(row) == len(COLUMNS[export.signal])
                for value in row:
                    _check_storable(value)
            records = Records(batch)
            if export.signal == "logs":
                self.plugins.derive(records)
                self.plugins.drop(records)
            elif export.signal == "traces":
                self.plugins.session_roots(records)
                self.plugins.main_spans(records)
        failed = [status for status in self.plugins.statuses() if status.failures]
        assert not failed, failed


def _check_storable(value: object) -> None:
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, int):
        assert value in _INTEGERS, value
