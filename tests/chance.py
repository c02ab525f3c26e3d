"""How many examples property tests try: a few in `make test`, all of them in `make test-faults`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings

Test = TypeVar("Test", bound=Callable[..., Any])

THOROUGH = "THOROUGH" in os.environ
_SHARE = 8


def by_chance(examples: int) -> Callable[[Test], Test]:
    """Mark a hypothesis test that tries so many examples when it is thorough, an eighth of them else."""
    chosen = settings(
        max_examples=share_of(examples), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    return lambda test: pytest.mark.chance(chosen(test))


def share_of(count: int) -> int:
    """Number of the random tries to make now."""
    return count if THOROUGH else -(-count // _SHARE)
