"""A decoder that is loaded when it is first used: a sixth of the time of a start, and nothing asks for it before."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from aiobserver.model.batch import Export
from aiobserver.model.columns import Signal
from aiobserver.otlp.reply import Encoding

if TYPE_CHECKING:
    from aiobserver.otlp.decode import Decoder
    from aiobserver.otlp.envelope import SessionAttributes


class DecoderOnDemand:
    """Decodes as `otlp.decode` does; may be shared between threads."""

    def __init__(self, session_attributes: SessionAttributes, request_bytes: int) -> None:
        """The parameters of `Decoder`."""
        self._session_attributes = session_attributes
        self._request_bytes = request_bytes

    @cached_property
    def _decoder(self) -> Decoder:
        from aiobserver.otlp.decode import Decoder  # noqa: PLC0415

        return Decoder(self._session_attributes, self._request_bytes)

    def load(self) -> None:
        """Load it now, so that the first export need not wait."""
        _ = self._decoder

    def decode(self, body: bytes, *, content_type: str | None, path_signal: Signal | None, received_ns: int) -> Export:
        """
        :raises InvalidRequest: not OTLP; says what and where. :raises TooLarge: too many elements.
        """
        return self._decoder.decode(body, content_type=content_type, path_signal=path_signal, received_ns=received_ns)

    def encoding_of(self, body: bytes, content_type: str | None) -> Encoding:
        """The encoding of the answer: the declared one, without one that of the body."""
        from aiobserver.otlp.decode import encoding_of  # noqa: PLC0415

        return encoding_of(body, content_type)
