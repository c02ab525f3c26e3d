"""AI Observer. What a plugin may import is here, and nothing else of this package."""

from __future__ import annotations

import pluggy

from aiobserver.model import (
    Attributes,
    Breakdown,
    BreakdownValue,
    DeltaRule,
    DerivedPoint,
    EventInfo,
    MetricInfo,
    Records,
    Tool,
    Unpriced,
)

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("aiobserver")
"""Marks a plugin's functions as hooks."""

__all__ = [
    "Attributes",
    "Breakdown",
    "BreakdownValue",
    "DeltaRule",
    "DerivedPoint",
    "EventInfo",
    "MetricInfo",
    "Records",
    "Tool",
    "Unpriced",
    "__version__",
    "hookimpl",
]
