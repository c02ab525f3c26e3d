"""What the server keeps to itself: its files, what is in the telemetry, and that it exists at all (T8, T11, T22)."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.exports import SIGNALS, Sample
from tests.security.raw import send
from tests.server import JSON, REPOSITORY, Server

CANARY = "canary-7f3a91-prompt"
CONTROL = "\r\nFORGED 200 OK\x1b[31m\x1b]0;title\x07"


def test_no_text_of_the_telemetry_is_in_the_log(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        for signal in SIGNALS:
            sample = Sample(signal, f"{CANARY}-{signal}{CONTROL}")
            assert server.post(sample.path, sample.body("json"), JSON).status == 200
        broken = json.dumps({"resourceLogs": [{"resource": CANARY + CONTROL, "scopeLogs": CANARY}]}).encode()
        refused = server.post("/v1/logs", broken, JSON)
        assert (refused.status, b"rejectedLogRecords" in refused.body) == (200, True)
        assert server.post("/v1/logs", CANARY.encode() * 100, "application/x-protobuf").status == 400
        for path in ("/api/logs", "/api/traces", f"/api/sessions/{CANARY}", f"/{CANARY}.js", "/api/metrics/series"):
            assert server.get(f"{path}?search={CANARY}&from={CANARY}%0d%0aFORGED%1b%5b31m").status in (200, 400, 404)
        for header in ("User-Agent", "Origin", "X-Forwarded-For"):
            server.get("/api/services", {header: CANARY})
        for port in (server.api_port, server.otlp_port):
            send(port, b"GET /" + CANARY.encode() + b"\x1b[31m\r\nHost: localhost\r\n\r\n")
            send(port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + CANARY.encode() * 10)
    log = (tmp_path / "server.log").read_bytes()
    assert CANARY.encode() not in log
    assert b"FORGED" not in log
    assert b"Traceback" not in log
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", log)


def test_an_error_repeats_little_of_what_was_sent(server: Server) -> None:
    for path in ("/api/logs?from=", "/api/traces?minDuration=", "/api/metrics/series?name=a&interval="):
        answer = server.get(path + CANARY * 500)
        assert answer.status == 400
        assert len(answer.body) < 400
    answer = server.post("/v1/logs", b'["' + CANARY.encode() * 5_000 + b'"]', JSON)
    assert answer.status == 400
    assert len(answer.body) < 1_000
    answer = server.post("/v1/logs", b'{"resourceLogs":[{"resource":"' + CANARY.encode() * 5_000 + b'"}]}', JSON)
    assert answer.status == 200
    assert len(answer.body) < 1_000


def test_nobody_else_can_read_the_files(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Server(tmp_path) as server:
            assert server.post("/v1/logs", Sample("logs", "modes").body("json"), JSON).status == 200
            found = list(server.database.parent.rglob("*"))
            assert len(found) >= 2
            assert not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in [server.database.parent, *found])
        assert not any(stat.S_IMODE(path.stat().st_mode) & 0o077 for path in server.database.parent.rglob("*"))
    finally:
        os.umask(before)


def _alone() -> bool:
    return shutil.which("unshare") is not None and os.geteuid() == 0 and _unshares()


def _unshares() -> bool:
    return subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0


SCENE = """
import json
import sys
from pathlib import Path
from tests.server import Server, EVER
folder = Path(sys.argv[1])
with Server(folder) as server:
    for capture in sorted((Path("tests/data")).glob("*/*-A")):
        for body in sorted(capture.glob("*.bin")):
            meta = json.loads(body.with_suffix(".json").read_text())
            headers = {"Content-Encoding": meta["content_encoding"]} if meta["content_encoding"] else {}
            answer = server.post(meta["path"], body.read_bytes(), meta["content_type"], headers)
            assert answer.status == 200, answer
    for name in ("logs", "traces", "metrics", "sessions", "stats", "tools", "status"):
        server.api(f"/api/{name}", **EVER)
    assert server.get("/").status == 200
    assert server.get("/login.html").status == 200
print("done")
"""


@pytest.mark.skipif(not _alone(), reason="needs root and unshare")
def test_it_needs_no_network(tmp_path: Path) -> None:
    """In a network namespace with nothing but loopback it starts, takes recorded exports and answers."""
    result = _in_an_empty_network([sys.executable, "-c", SCENE, str(tmp_path)])
    assert result.stdout == "done\n", result.stderr


@pytest.mark.long
@pytest.mark.skipif(not _alone() or shutil.which("strace") is None, reason="needs root, unshare and strace")
def test_it_talks_to_nobody(tmp_path: Path) -> None:
    """No address but loopback, no question to a name server: not even tried."""
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(trace)]
    result = _in_an_empty_network([*command, sys.executable, "-c", SCENE, str(tmp_path / "server")])
    assert result.stdout == "done\n", result.stderr
    addressed = [line for line in trace.read_text().splitlines() if "sa_family=" in line]
    assert addressed
    loopback = re.compile(r'sin_addr=inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"')
    assert [line for line in addressed if not loopback.search(line)] == []


def _in_an_empty_network(command: list[str]) -> subprocess.CompletedProcess[str]:
    script = 'ip link set lo up 2>/dev/null || ifconfig lo up && exec "$@"'
    return subprocess.run(
        ["unshare", "-n", "sh", "-c", script, "sh", *command],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
