"""Requests whose framing two readers could see differently: never more answers than one reader would give (T20)."""

from __future__ import annotations

import pytest

from tests.security.raw import send
from tests.server import Server

HOST = "Host: localhost\r\n"
POST = f"POST /P HTTP/1.1\r\n{HOST}"
HIDDEN = (
    "POST /api/dashboards HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n"
)
INNER = HIDDEN + '{"name":"smug!"}'

CORPUS = {
    "length and chunked": f"{POST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{INNER}",
    "chunked and length": f"{POST}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{INNER}",
    "two lengths": f"{POST}Content-Length: 0\r\nContent-Length: {len(INNER)}\r\n\r\n{INNER}",
    "list of lengths": f"{POST}Content-Length: 0, {len(INNER)}\r\n\r\n{INNER}",
    "signed length": f"{POST}Content-Length: +0\r\n\r\n{INNER}",
    "spaced length": f"{POST}Content-Length : 0\r\n\r\n{INNER}",
    "length in other digits": f"{POST}Content-Length: 0x0\r\n\r\n{INNER}",
    "huge length": f"{POST}Content-Length: 18446744073709551616\r\n\r\n{INNER}",
    "unknown coding": f"{POST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{INNER}",
    "two codings": f"{POST}Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n{INNER}",
    "coding with a tab": f"{POST}Transfer-Encoding:\tchunked, identity\r\n\r\n0\r\n\r\n{INNER}",
    "coding with a vertical tab": f"{POST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n{INNER}",
    "folded coding": f"{POST}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{INNER}",
    "folded header": f"{POST}X: a\r\n b\r\nContent-Length: 0\r\n\r\n{INNER}",
    "bad chunk size": f"{POST}Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n{INNER}",
    "signed chunk size": f"{POST}Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n0\r\n\r\n{INNER}",
    "overflowing chunk size": f"{POST}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n{INNER}",
    "chunk without its end": f"{POST}Transfer-Encoding: chunked\r\n\r\n1\r\nxx0\r\n\r\n{INNER}",
    "nul in a header": f"{POST}X: a\x00b\r\nContent-Length: 0\r\n\r\n{INNER}",
    "bare line feed": f"POST /P HTTP/1.1\n{HOST}Content-Length: 0\n\n{INNER}",
    "bare carriage return": f"{POST}X: a\rContent-Length: 0\r\n\r\n{INNER}",
    "no colon": f"{POST}Content-Length 0\r\nContent-Length: 0\r\n\r\n{INNER}",
    "space before the name": f"POST /P HTTP/1.1\r\n {HOST}Content-Length: 0\r\n\r\n{INNER}",
    "version": f"POST /P HTTP/9.9\r\n{HOST}Content-Length: 0\r\n\r\n{INNER}",
    "two hosts": f"{POST}Host: evil.com\r\nContent-Length: 0\r\n\r\n",
    "absolute form of another host": f"GET http://evil.com/api/services HTTP/1.1\r\n{HOST}\r\n",
    "authority form": f"CONNECT evil.com:443 HTTP/1.1\r\n{HOST}\r\n",
    "no host": "GET /api/services HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
@pytest.mark.parametrize("name", CORPUS)
def test_a_hidden_request_is_not_carried_out(server: Server, port: str, name: str) -> None:
    before = server.api("/api/dashboards")
    statuses, answer = send(getattr(server, port), CORPUS[name].replace("/P", "/api/metrics/batch-series").encode())
    assert all(400 <= status < 500 or status == 501 for status in statuses), answer
    assert len(statuses) <= 1, answer
    assert server.api("/api/dashboards") == before
    assert server.get("/health").status == 200
