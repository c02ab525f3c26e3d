"""How much memory there is is asked of the control group, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from aiobserver.system.memory import MemoryBudget, available_memory

MIB = 2**20


@pytest.mark.parametrize(
    ("line", "file"),
    [
        ("0::/user/app", "user/app/memory.max"),
        ("0::/user/app", "user/memory.max"),
        ("4:memory:/docker/1", "memory/docker/1/memory.limit_in_bytes"),
        ("4:memory:/docker/1", "memory/memory.limit_in_bytes"),
    ],
)
def test_the_limit_of_a_control_group_counts(tmp_path: Path, line: str, file: str) -> None:
    place = tmp_path / "cgroup" / file
    place.parent.mkdir(parents=True)
    place.write_text(f"{512 * MIB}\n")
    (tmp_path / "self").write_text(f"9:pids:/\n{line}\n")
    assert available_memory(tmp_path / "self", tmp_path / "cgroup") == 512 * MIB


@pytest.mark.parametrize("limit", ["max\n", "9223372036854771712\n", ""])
def test_no_limit_is_that_of_the_machine(tmp_path: Path, limit: str) -> None:
    (tmp_path / "memory.max").write_text(limit)
    (tmp_path / "self").write_text("0::/\n")
    machine = available_memory(tmp_path / "missing", tmp_path)
    assert available_memory(tmp_path / "self", tmp_path) == machine > 64 * MIB


def test_little_memory_is_shared_out() -> None:
    assert MemoryBudget.of(24 * 1024 * MIB) == MemoryBudget()
    small = MemoryBudget.of(512 * MIB)
    assert small.database + small.received + small.decoded + small.request < 400 * MIB
