"""AI Observer. What a plugin may import is here, and nothing else of this package."""

from __future__ import annotations

import pluggy

from aiobserver.demo.invent import demo_sessions
from aiobserver.demo.story import Cast, DemoSession, Dice, ModelCall, ToolUse, Turn
from aiobserver.model.declared import (
    Attributes,
    Breakdown,
    BreakdownValue,
    ContentText,
    DeltaRule,
    DerivedPoint,
    EventInfo,
    MetricInfo,
    Records,
    Tool,
    Unpriced,
)
from aiobserver.model.demo import DemoExport, DemoHistogram, DemoLog, DemoPoint, DemoSpan, demo_timestamp
from aiobserver.model.setup import SetupEdit, SetupEdits, SetupFile, SetupPresent, SetupReading, SetupSource, SetupValue

__version__ = "0.1.0"

hookimpl = pluggy.HookimplMarker("aiobserver")
"""Marks a plugin's functions as hooks."""

__all__ = [
    "Attributes",
    "Breakdown",
    "BreakdownValue",
    "Cast",
    "ContentText",
    "DeltaRule",
    "DemoExport",
    "DemoHistogram",
    "DemoLog",
    "DemoPoint",
    "DemoSession",
    "DemoSpan",
    "DerivedPoint",
    "Dice",
    "EventInfo",
    "MetricInfo",
    "ModelCall",
    "Records",
    "SetupEdit",
    "SetupEdits",
    "SetupFile",
    "SetupPresent",
    "SetupReading",
    "SetupSource",
    "SetupValue",
    "Tool",
    "ToolUse",
    "Turn",
    "Unpriced",
    "__version__",
    "demo_sessions",
    "demo_timestamp",
    "hookimpl",
]
