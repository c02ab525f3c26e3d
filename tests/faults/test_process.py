"""F12, F13, F14: a second instance, a port in use, signals under load; F31: a reader that never ends."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from aiobserver.ingest.delta import DeltaTracker
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.write.writer import Writer
from tests.faults.senders import body, check_stored_once, sending
from tests.rows import log
from tests.server import PROTOBUF, Server, eventually, healthy
from tests.store.duckdb.write.test_writer import request, store

STOPPED_S = 10


def test_of_many_instances_started_at_once_one_serves_and_the_others_say_who(tmp_path: Path) -> None:
    servers = [Server(tmp_path / str(number), start=False) for number in range(4)]
    settings = {"AI_OBSERVER_DATABASE_PATH": str(tmp_path / "shared" / "db.duckdb")}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "aiobserver"], env=server.environment | settings, stderr=subprocess.PIPE, text=True
        )
        for server in servers
    ]
    try:
        refused: list[subprocess.Popen[str]] = []
        while len(refused) < len(servers) - 1:
            refused = [process for process in processes if process.poll() is not None]
            time.sleep(0.02)
        (serving,) = [process for process in processes if process.poll() is None]
        for process in refused:
            assert process.wait() == 3
            assert process.stderr is not None
            assert f"pid {serving.pid}" in process.stderr.read()
        port = servers[processes.index(serving)].otlp_port
        eventually(lambda: healthy(port))  # before that a signal ends it as any process
        assert serving.poll() is None
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(30) == 0
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def test_a_port_in_use_is_named_and_leaves_the_database_free(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        pass
    for address, variable in (("127.0.0.1", "AI_OBSERVER_API_PORT"), ("::1", "AI_OBSERVER_OTLP_PORT")):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.create_server((address, 0), family=family) as taken:
            port = taken.getsockname()[1]
            blocked = Server(
                tmp_path, {variable: str(port), "AI_OBSERVER_DATABASE_PATH": str(server.database)}, start=False
            )
            result = blocked.run()
            assert (result.returncode, result.stdout) == (4, "")
            assert variable in result.stderr
            assert str(port) in result.stderr
            with duckdb.connect(str(server.database)) as connection:
                assert connection.execute("SELECT count(*) FROM otel_logs").fetchall() == [(0,)]
    server.start()
    server.stop()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGTERM, id="SIGTERM"),
        pytest.param(signal.SIGINT, id="SIGINT", marks=pytest.mark.long),
        pytest.param(signal.SIGHUP, id="SIGHUP", marks=pytest.mark.long),
    ],
)
def test_a_signal_under_load_ends_it_in_time_and_loses_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with Server(tmp_path) as server:
        with sending(server) as senders:
            senders.wait_for(40)
            begin = time.monotonic()
            server.signal(number)
            assert server.wait(60) == 0
            assert time.monotonic() - begin < STOPPED_S
            senders.stopping.set()
        assert not server.database.with_name(server.database.name + ".wal").exists(), "the log is in the file"
        server.start()
        check_stored_once(server, senders)
        assert "Traceback" not in server.log


def test_a_second_signal_ends_it_at_once_though_a_body_is_still_coming(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        assert server.post("/v1/logs", body("before")).status == 200
        connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=30)
        connection.putrequest("POST", "/v1/logs")
        connection.putheader("Content-Type", PROTOBUF)
        connection.putheader("Content-Length", str(60 * 2**20))
        connection.endheaders()
        connection.send(bytes(2**20))
        time.sleep(0.2)
        server.signal(signal.SIGTERM)
        time.sleep(0.5)
        server.signal(signal.SIGTERM)
        assert server.wait(5) == 0
        connection.close()
        server.start()
        assert server.api("/api/stats")["logCount"] == 5


def test_the_log_stays_small_though_a_reader_never_ends(tmp_path: Path) -> None:
    _write_beside_a_reader(tmp_path, rounds=6)


@pytest.mark.long
def test_the_log_stays_small_though_a_reader_reads_for_minutes(tmp_path: Path) -> None:
    print(_write_beside_a_reader(tmp_path, rounds=120))


def _write_beside_a_reader(folder: Path, rounds: int) -> dict[str, int]:
    """Stores 10,000 records a round while a transaction from before stays open."""
    database = Database.open(folder / "db.duckdb")
    writer = Writer(database, DeltaTracker(lambda _service: frozenset()))
    largest = 0
    with database.reading() as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM otel_logs").fetchall() == [(0,)]
        for round_ in range(rounds):
            rows = [log(Body=f'"{round_} {number} {"x" * 300}"') for number in range(1000)]
            store(writer, *(request(f"{round_}-{part}", logs=rows) for part in range(10)))
            largest = max(largest, database.sizes()["wal"])
        assert reader.execute("SELECT count(*) FROM otel_logs").fetchall() == [(0,)], "it sees what was there"
    assert largest < 64 * 2**20
    writer.close()
    with database.reading() as reader:
        assert reader.execute("SELECT count(*) FROM otel_logs").fetchall() == [(rounds * 10_000,)]
    database.close()
    return {"records": rounds * 10_000, "largest log": largest}


@pytest.mark.parametrize("requests", [20, pytest.param(10_000, marks=pytest.mark.long)])
def test_ten_deliveries_of_each_request_over_cut_connections_count_once(tmp_path: Path, requests: int) -> None:
    with Server(tmp_path) as server:
        threads = [
            threading.Thread(target=_deliver, args=(server.otlp_port, range(part, requests, 4))) for part in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        status = server.api("/api/status")
        received = {entry["service"]: entry["logs"] for entry in status["received"]}
        assert received == {f"svc-{number}": 5 for number in range(requests)}
        assert server.api("/api/stats")["logCount"] == 5 * requests
        assert status["deduplicated"]["total"] >= 5 * requests * 5
        print({"requests": requests, "deduplicated": status["deduplicated"]["total"]})


def _deliver(port: int, numbers: range) -> None:
    """Each request ten times; of half of them the connection is cut before the answer."""
    for number in numbers:
        content = body(f"svc-{number}")
        for delivery in range(10):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("POST", "/v1/logs", content, {"Content-Type": PROTOBUF})
            if (number + delivery) % 2:
                assert connection.getresponse().status == 200
            connection.close()
