"""HTTP/1.1 and cleartext HTTP/2 on one port, with a fault of uvicorn's HTTP/2 mended."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.auto_zttp_impl import HTTP2_PREFACE, AutoZttpProtocol
from uvicorn.protocols.http.zttp_h2_impl import ZttpH2Protocol


class Http2Protocol(ZttpH2Protocol):
    """uvicorn 0.54 never tells the application that a request without a body has ended, so it would wait for ever."""

    def handle_request(self, event: Any) -> None:
        super().handle_request(event)
        cycle = self.cycles.get(event.stream_id)
        if event.end_stream and cycle is not None:
            cycle.more_body = False
            cycle.message_event.set()


class HttpProtocol(AutoZttpProtocol):
    """Chooses by the first bytes of a connection."""

    def _switch(self, http2: bool, initial_data: bytes = b"") -> None:
        if not initial_data.startswith(HTTP2_PREFACE):
            super()._switch(http2, initial_data)
            return
        protocol = Http2Protocol(
            config=self.config, server_state=self.server_state, app_state=self.app_state, _loop=self.loop
        )
        self.transport.set_protocol(protocol)
        protocol.connection_made(self.transport)
        protocol.data_received(initial_data)
