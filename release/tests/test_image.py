"""The container around the server, in which tests/smoke shows that it works; release/image/try.sh runs both."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.server import Server
from tests.smoke.conftest import SmokeServer


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with SmokeServer(tmp_path_factory.mktemp("server")) as server:
        yield server


def _podman(*arguments: str) -> str:
    storage = ["--root", f"{os.environ['WORK']}/storage", "--runroot", f"{os.environ['WORK']}/run"]
    options = [*storage, "--storage-driver", os.environ["DRIVER"], "--cgroup-manager", "cgroupfs", "--runtime", "runc"]
    result = subprocess.run(["podman", *options, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result
    return result.stdout.strip()


def _inside(*command: str) -> str:
    return _podman("exec", _podman("ps", "--quiet", "--latest"), *command)


def test_it_is_not_root_and_cannot_write_but_to_its_data(container: Server) -> None:
    assert _inside("id", "-u") == "10001"
    assert _inside("sh", "-c", "touch /app/x /opt/aiobserver/x 2>/dev/null || echo refused") == "refused"
    assert "CapEff:\t0000000000000000" in _inside("cat", "/proc/1/status")


def test_its_database_is_in_the_volume(container: Server) -> None:
    found = {path.name for path in container.database.parent.iterdir()}
    assert "ai-observer.duckdb" in found
    assert _inside("printenv", "AI_OBSERVER_DATABASE_PATH") == "/app/data/ai-observer.duckdb"


def test_the_health_check_passes_while_the_server_answers(container: Server) -> None:
    _inside("python3", "/opt/aiobserver/healthcheck.py")


def test_the_image_says_how_it_is_meant_to_be_run() -> None:
    template = "{{.Config.User}} {{.Config.Entrypoint}} {{.Config.ExposedPorts}} {{.Config.Volumes}}"
    told = _podman("image", "inspect", "--format", template, "localhost/ai-observer")
    assert told == "10001:10001 [aiobserver] map[4318/tcp:{} 8080/tcp:{}] map[/app/data:{}]"
