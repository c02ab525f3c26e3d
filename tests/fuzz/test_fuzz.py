"""A bounded, repeatable part of `make fuzz`, and everything that ever broke."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection

from tests.chance import share_of
from tests.fuzz.decoding import Decoding
from tests.fuzz.exchange import Line
from tests.fuzz.mutations import CORPUS, mutate, packed, seeds
from tests.fuzz.surface import fuzz_surface
from tests.server import Server

BODIES = seeds()
DECODED = share_of(12_000)
REQUESTED = share_of(1_000)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose log must stay free of tracebacks."""
    with Server(tmp_path_factory.mktemp("server")) as server:
        yield server
        assert server.get("/health").status == 200
        assert "Traceback" not in server.log, server.log


def broken(kind: str) -> list[Path]:
    return sorted((CORPUS / kind).iterdir())


@pytest.mark.chance
def test_damaged_bodies_are_decoded_or_refused() -> None:
    decoding, chance = Decoding(), random.Random(1)
    for _ in range(DECODED):
        flags, body = chance.randrange(16), mutate(chance, chance.choice(BODIES), BODIES)
        if chance.random() < 0.1:
            flags, body = flags | 16, packed(chance, body)
        decoding.check(bytes([flags]) + body)


@pytest.mark.parametrize("path", broken("decode"), ids=lambda path: path.name)
def test_bodies_that_broke_a_decoder_do_so_no_more(path: Path) -> None:
    Decoding().check(path.read_bytes())


@pytest.mark.chance
def test_requests_by_chance_are_answered(watched: Server) -> None:
    outcome = fuzz_surface(watched, seed=1, count=REQUESTED, bodies=BODIES)
    assert outcome.broken == []
    assert outcome.statuses[200] > REQUESTED // 20


@pytest.mark.parametrize("port", ["api_port", "otlp_port"])
@pytest.mark.parametrize("path", broken("http"), ids=lambda path: path.name)
def test_requests_that_broke_the_server_do_so_no_more(watched: Server, port: str, path: Path) -> None:
    sent = Line(getattr(watched, port)).send(path.read_bytes(), "GET", whole=False)
    assert 400 <= sent.status < 500


def test_a_path_over_http2_that_is_not_ascii_ends_the_connection(watched: Server) -> None:
    http = H2Connection(H2Configuration(client_side=True, header_encoding=None, validate_outbound_headers=False))
    http.initiate_connection()
    http.send_headers(
        1, [(b":method", b"GET"), (b":path", b"/\x80"), (b":scheme", b"http"), (b":authority", b"x")], True
    )
    sent = Line(watched.otlp_port).send(http.data_to_send(), "GET", whole=False)
    assert sent.status == 0
