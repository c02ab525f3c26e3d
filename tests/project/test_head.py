"""What plugins import: complete, and loaded only when it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

import aiobserver


def test_importing_the_head_loads_nothing_else() -> None:
    program = "import sys; before = set(sys.modules); import aiobserver; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = run.stdout.split()
    assert [name for name in loaded if name.startswith(("aiobserver", "pluggy"))] == ["aiobserver"]


@pytest.mark.parametrize("name", aiobserver.__all__)
def test_every_name_of_the_head_can_be_imported(name: str) -> None:
    assert getattr(aiobserver, name) is getattr(aiobserver, name)


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = aiobserver.nonsense  # type: ignore[attr-defined]


def test_a_star_import_has_all_names() -> None:
    names: dict[str, object] = {}
    exec("from aiobserver import *", names)
    assert set(aiobserver.__all__) <= names.keys()
