"""A process killed while it prices the past anew leaves each call at its old or its new cost, and can begin again."""

from __future__ import annotations

import http.client
import json
import shutil
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any

import pytest

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.ledger.write import LEDGER_TABLES
from aiobserver.store.ledger import CALL_COLUMNS
from tests.faults.disk import Faults
from tests.server import JSON, Server

CALLS = 6_500
BATCH = 500
SECOND = 10**9
BEGIN_NS = 1_760_000_000 * SECOND
MODELS = ("own", "own", "other", "dropped", "reported", "of nobody")
OLD = "[models.own]\ninput = 1\noutput = 2\n[models.dropped]\ninput = 7\noutput = 7\n"
NEW = "[models.own]\ninput = 3\noutput = 5\n[models.other]\ninput = 0.5\noutput = 0.25\n"
TABLES = ("sightings", *LEDGER_TABLES, "ledger_gaps")
COST = CALL_COLUMNS.index("Cost")
MODEL = CALL_COLUMNS.index("Model")

Tables = Mapping[str, list[Row]]


def attributes(values: Mapping[str, object]) -> list[dict[str, Any]]:
    return [{"key": name, "value": {"stringValue": str(value)}} for name, value in values.items()]


def call(number: int) -> dict[str, Any]:
    """An event of Claude Code; many end at one time."""
    model = MODELS[number % len(MODELS)]
    facts = {
        "event.name": "api_request",
        "session.id": f"s{number % 7}",
        "model": model,
        "request_id": f"r{number}",
        "input_tokens": number,
        "output_tokens": number % 97,
        **({"cost_usd": 0.25} if model == "reported" else {}),
    }
    return {
        "timeUnixNano": str(BEGIN_NS + number // 50 * SECOND),
        "attributes": attributes(facts),
    }


def metered() -> dict[str, Any]:
    """Tokens of a model that only a metric tells of."""
    point = {
        "timeUnixNano": str(BEGIN_NS + SECOND),
        "startTimeUnixNano": str(BEGIN_NS),
        "asInt": "1000",
        "attributes": attributes({"type": "input", "model": "own", "session.id": "metrics only"}),
    }
    sums = {"aggregationTemporality": 1, "isMonotonic": True, "dataPoints": [point]}
    return {"scopeMetrics": [{"metrics": [{"name": "claude_code.token.usage", "sum": sums}]}]}


def fill(server: Server) -> None:
    resource = {"attributes": attributes({"service.name": "claude-code"})}
    for first in range(0, CALLS, BATCH):
        logs = {"scopeLogs": [{"logRecords": [call(number) for number in range(first, min(first + BATCH, CALLS))]}]}
        body = {"resourceLogs": [{"resource": resource, **logs}]}
        assert server.post("/v1/logs", json.dumps(body).encode(), JSON).status == 200
    body = {"resourceMetrics": [{"resource": resource, **metered()}]}
    assert server.post("/v1/metrics", json.dumps(body).encode(), JSON).status == 200


def tables(path: Path) -> Tables:
    """The ledger of a database that no process has open; what a crash left is recovered by opening it."""
    database = Database.open(path)
    cursor = database.cursor()
    found = {table: cursor.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    cursor.close()
    database.close()
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


def set_prices(folder: Path, text: str) -> None:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "prices.toml").write_text(text)


@dataclass(frozen=True)
class Stored:
    """A folder of a server that has ended, and its ledger before and after it was priced anew without a fault."""

    folder: Path
    before: Tables
    after: Tables

    def copy(self, folder: Path) -> None:
        shutil.copytree(self.folder, folder)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    folder, again = tmp_path_factory.mktemp("stored"), tmp_path_factory.mktemp("again") / "copy"
    set_prices(folder, OLD)
    with Server(folder) as server:
        fill(server)
    before = tables(server.database)
    set_prices(folder, NEW)
    shutil.copytree(folder, again)
    server = Server(again, start=False)
    done = server.run("reprice")
    assert f"priced {CALLS - CALLS // len(MODELS)} calls anew" in done.stdout, done
    stored = Stored(folder, before, tables(server.database))
    changed = Counter(old[MODEL] for old, new in pairs(stored, stored.after["ledger_calls"]) if old != new)
    assert changed.keys() == {"own", "other", "dropped"}
    return stored


def pairs(stored: Stored, rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """(row before, row now) of each call."""
    before = {row[0]: row for row in stored.before["ledger_calls"]}
    assert [row[0] for row in rows] == [row[0] for row in stored.before["ledger_calls"]]
    return ((before[row[0]], row) for row in rows)


def reprice(server: Server, *, is_running: bool) -> bool:
    """Whether it came to its end."""
    if not is_running:
        status = server.run("reprice").returncode
        assert status in {0, -signal.SIGKILL}
        return status == 0
    try:
        return server.request("POST", "/api/reprice").status == 200
    except (OSError, http.client.HTTPException):
        assert server.wait(60) == -signal.SIGKILL
        return False


def kill_in_reprice(folder: Path, stored: Stored, faults: Faults, call: int, *, is_running: bool) -> tuple[bool, int]:
    """(whether it was over before so many writes, number of calls that had their new cost)"""
    stored.copy(folder)
    server = Server(folder, faults.environment, start=is_running)
    faults.kill_at(call)
    is_complete = reprice(server, is_running=is_running)
    faults.kill_at(0)
    if is_complete and is_running:
        server.stop()
    found = tables(server.database)
    assert [table for table in TABLES if found[table] != stored.before[table]] in ([], ["ledger_calls"])
    after = {row[0]: row for row in stored.after["ledger_calls"]}
    new = [row for old, row in pairs(stored, found["ledger_calls"]) if row != old]
    assert [row for row in new if row != after[row[0]]] == []
    with server:
        server.start()
        total = server.api("/api/ledger")["total"]["cost"]
        assert total == pytest.approx(fsum(row[COST] or 0 for row in found["ledger_calls"]))
        assert reprice(server, is_running=True)
    assert tables(server.database) == stored.after
    return is_complete, len(new)


def test_a_kill_leaves_each_call_at_one_cost(stored: Stored, faults: Faults, tmp_path: Path) -> None:
    is_complete, new = kill_in_reprice(tmp_path / "server", stored, faults, 15, is_running=True)
    assert not is_complete
    assert 0 < new < CALLS // 2


@pytest.mark.long
@pytest.mark.parametrize("is_running", [True, False], ids=["a server runs", "no server runs"])
def test_a_kill_at_each_write_leaves_each_call_at_one_cost(
    is_running: bool, stored: Stored, faults: Faults, tmp_path: Path
) -> None:
    call, done = 1, []
    while True:
        is_complete, new = kill_in_reprice(tmp_path / str(call), stored, faults, call, is_running=is_running)
        if is_complete:
            break
        done.append(new)
        call += 1
    print({"calls with their new cost, by the write at which it ended": done})
    assert {0, done[-1]} < set(done)
