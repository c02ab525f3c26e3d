"""More than the server can take: it refuses quickly, stays within its memory, and goes on for everybody else."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import socket
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from bench.corpus import RECORDS, corpora
from tests.conformance.exports import Sample
from tests.faults.senders import check_refusal, check_stored_once, sending
from tests.server import AIOBSERVER, EVER, JSON, PROTOBUF, Answer, Server, eventually, exchange, healthy

MIB = 2**20
GZIP = {"Content-Encoding": "gzip"}
HALF = (b"", b"POST /v1/logs HTTP/1.1\r\nHost: localhost\r\nX", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
CLOSED_WITHIN_S = 30
"""The server's own bound is 10 s; the machine may be busy."""
HANDSHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
OVERLOAD_S = float(os.environ.get("OVERLOAD_SECONDS", "600"))
GROUPS = Path("/sys/fs/cgroup/memory")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path / "server") as server:
        yield server


@contextmanager
def _opened(port: int, count: int, *starts: bytes) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        sockets = []
        for number in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=CLOSED_WITHIN_S))
            connection.sendall(starts[number % len(starts)])
            sockets.append(connection)
        yield sockets


def _wait_until_closed(connection: socket.socket) -> None:
    try:
        while connection.recv(65536):
            pass
    except ConnectionError:
        pass


def _check_half_open(server: Server, count: int) -> None:
    """Many half-open connections; meanwhile everybody else is served, and in the end each is closed."""
    with _opened(server.otlp_port, count, *HALF) as connections:
        for number in range(20):
            sample = Sample("logs", f"among-half-open-{number}")
            assert server.post(sample.path, sample.body("protobuf")).status == 200
        for connection in connections:
            _wait_until_closed(connection)


@pytest.mark.long  # bounds far shorter than the server's: tests/faults/test_connections.py
def test_half_open_connections_keep_nobody_out(own: Server) -> None:
    _check_half_open(own, 200)


@pytest.mark.long
def test_two_thousand_half_open_connections_keep_nobody_out(own: Server) -> None:
    _check_half_open(own, 2_000)


def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(bytes(MIB)) for _ in range(65)]) + packer.flush()


@pytest.mark.parametrize("bombs", [6, pytest.param(20, marks=pytest.mark.long)])
def test_bombs_at_once_disturb_nobody(own: Server, bombs: int) -> None:
    bomb = _bomb()
    before = own.memory
    with sending(own) as senders, ThreadPoolExecutor(bombs) as threads:
        answers = list(threads.map(lambda _: own.post("/v1/traces", bomb, PROTOBUF, GZIP), range(bombs)))
        senders.wait_for(20)
    assert {answer.status for answer in answers} <= {413, 429, 503}
    assert 413 in {answer.status for answer in answers}
    assert own.memory - before < 400 * MIB
    check_stored_once(own, senders)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (JSON, b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[' + b"{}," * 450_000 + b"1]}]}]}]}"),
        (JSON, b'{"resourceLogs":[],"x":[' + b"[]," * 15_000_000 + b"1]}"),
        (
            PROTOBUF,
            b"\x0a\x80\x80\x80\x08" + b"\x12\xfc\xff\xff\x07" + b"\x12\xf8\xff\xff\x07" + b"\x32\x00" * (8 * MIB),
        ),
    ],
    ids=["empty attributes", "lists", "protobuf attributes"],
)
def test_a_few_kilobytes_never_become_gigabytes(server: Server, content_type: str, body: bytes) -> None:
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")  # the peak begins anew
    before = server.memory
    answer = server.post("/v1/logs", gzip.compress(body, 1), content_type, GZIP)
    assert answer.status in (200, 400, 413), answer
    assert _peak(server) - before < 500 * MIB


def _peak(server: Server) -> int:
    """The most memory that was resident at once, in bytes."""
    status = Path(f"/proc/{server.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) * 1024


@pytest.mark.parametrize("queries_at_once", [16, pytest.param(50, marks=pytest.mark.long)])
def test_heavy_queries_leave_ingestion_alone(own: Server, queries_at_once: int) -> None:
    for number in range(5):
        sample = Sample("metrics", f"heavy-{number}")
        assert own.post(sample.path, sample.body("protobuf", 2_000)).status == 200
    queries = [{"id": str(number), "name": "metric", "breakdown": "service.name"} for number in range(50)]
    body = json.dumps({"from": "2000-01-01T00:00:00Z", "to": "now", "interval": "1d", "queries": queries}).encode()

    def ask(number: int) -> Answer:
        if number % 2:
            return own.request("POST", "/api/metrics/batch-series", body, {"Content-Type": JSON})
        return own.get(f"/api/traces?search=%25_{number}&from={EVER['from']}&to={EVER['to']}&limit=1000")

    with sending(own) as senders, ThreadPoolExecutor(queries_at_once) as threads:
        answers = list(threads.map(ask, range(queries_at_once)))
        senders.wait_for(20)
    for answer in answers:
        if answer.status != 200:
            check_refusal(answer)
    assert {answer.status for answer in answers} >= {200}
    check_stored_once(own, senders)


def _check_live(server: Server, clients: int, records: int) -> None:
    """Live clients that never read: memory stays, ingestion goes on, and a client that reads gets messages."""
    with _opened(server.api_port, clients, HANDSHAKE):
        before = server.memory
        with connect(f"ws://127.0.0.1:{server.api_port}/ws", open_timeout=30, max_size=2**24) as fast:
            for number in range(records // 500):
                sample = Sample("logs", f"flood-{number}")
                assert server.post(sample.path, sample.body("protobuf", 500)).status == 200
            assert json.loads(fast.recv(timeout=30))["type"] in ("logs", "resync")
        assert server.memory - before < 250 * MIB
    eventually(lambda: server.get("/health").status == 200)


def test_live_clients_that_never_read_are_bounded(server: Server) -> None:
    _check_live(server, 40, 10_000)


@pytest.mark.long
def test_two_hundred_live_clients_that_never_read_are_bounded(own: Server) -> None:
    _check_live(own, 199, 200_000)


def test_more_live_clients_than_there_may_be_are_503(own: Server) -> None:
    with _opened(own.api_port, 210, HANDSHAKE) as connections:
        answers = Counter(connection.recv(12) for connection in connections)
    assert answers == {b"HTTP/1.1 101": 200, b"HTTP/1.1 503": 10}


def test_a_long_message_of_a_live_client_ends_it(server: Server) -> None:
    for message in ("x" * 5_000, ["x" * 2_000] * 3):
        with connect(f"ws://127.0.0.1:{server.api_port}/ws", open_timeout=30) as client:
            client.send("x" * 4_000)
            client.send(message)
            with pytest.raises(ConnectionClosed) as end:
                client.recv(timeout=30)
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == 1009


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="needs prlimit")
def test_few_file_descriptors_refuse_and_recover(tmp_path: Path) -> None:
    with Server(tmp_path, command=("prlimit", "--nofile=64:64", *AIOBSERVER)) as server:
        kept = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
        sample = Sample("logs", "few-files")
        assert exchange(kept, "POST", sample.path, sample.body("protobuf"), {"Content-Type": PROTOBUF}).status == 200
        with ExitStack() as stack:
            for _ in range(300):
                connection = stack.enter_context(socket.socket())
                connection.setblocking(False)
                connection.connect_ex(("127.0.0.1", server.otlp_port))
            body = Sample("logs", "few-files-2").body("protobuf")
            assert exchange(kept, "POST", "/v1/logs", body, {"Content-Type": PROTOBUF}).status == 200
        kept.close()
        eventually(lambda: healthy(server.api_port) and healthy(server.otlp_port), 60)
        assert server.api("/api/logs", service="few-files-2", **EVER)["total"] == 1


@dataclass(slots=True)
class _Overload:
    """What became of the requests; seconds of those accepted and of those refused."""

    accepted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    broken: int = 0

    def summary(self) -> str:
        return (
            f"accepted {len(self.accepted)} p99 {_p99(self.accepted):.2f} s, "
            f"refused {len(self.refused)} p99 {_p99(self.refused):.2f} s, broken {self.broken}"
        )


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)] if seconds else 0.0


@pytest.mark.long
@pytest.mark.skipif(not os.access(GROUPS, os.W_OK), reason="needs the memory controller of cgroups, version 1")
def test_ten_times_too_much_in_little_memory_loses_nothing(tmp_path: Path) -> None:
    group = GROUPS / f"aiobserver-test-{os.getpid()}"
    group.mkdir()
    (group / "memory.limit_in_bytes").write_text(str(512 * MIB))
    join = f'echo $$ > {group}/cgroup.procs && exec "$@"'
    result = _Overload()
    try:
        with Server(tmp_path, command=("sh", "-c", join, "sh", *AIOBSERVER)) as server:
            _overload(server, result)
            begin = time.monotonic()
            eventually(lambda: server.post("/v1/logs", Sample("logs", "after").body("json"), JSON).status == 200, 30)
            recovery_s = time.monotonic() - begin
            spans = server.api("/api/stats", **EVER)["spanCount"]
            kills = (group / "memory.oom_control").read_text()
            peak = int((group / "memory.max_usage_in_bytes").read_text())
        print(f"\n{result.summary()}; {spans} spans, recovered in {recovery_s:.1f} s, peak {peak // MIB} MiB")
        assert "oom_kill 0" in kills
        assert len(result.accepted) * RECORDS <= spans <= (len(result.accepted) + result.broken) * RECORDS
        assert recovery_s < 10
    finally:
        eventually(lambda: not (group / "cgroup.procs").read_text())
        group.rmdir()


def _overload(server: Server, result: _Overload) -> None:
    corpus = corpora(20)["traces", "protobuf"]
    end = time.monotonic() + OVERLOAD_S

    def send(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
        while time.monotonic() < end:
            body = corpus.renewed(number)
            begin = time.monotonic()
            try:
                answer = exchange(connection, "POST", "/v1/traces", body, {"Content-Type": PROTOBUF})
            except (OSError, http.client.HTTPException):
                connection.close()
                result.broken += 1
                continue
            took = time.monotonic() - begin
            if answer.status == 200:
                result.accepted.append(took)
            else:
                check_refusal(answer)
                result.refused.append(took)
                time.sleep(0.05)
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
