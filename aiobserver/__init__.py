"""AI Observer. What a plugin may import is here, and nothing else of this package.

Names are loaded when they are first asked for: `import aiobserver` alone costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pluggy

    from aiobserver.demo.invent import demo_sessions
    from aiobserver.demo.story import Cast, DemoSession, DemoTurn, Dice, ModelCall, ToolUse
    from aiobserver.ledger.gen_ai import gen_ai_calls
    from aiobserver.ledger.loose import (
        Json,
        count_at,
        json_text,
        object_at,
        objects_at,
        parsed,
        text_at,
        time_at,
        time_of,
    )
    from aiobserver.model.batch import Attributes, Records
    from aiobserver.model.declared import (
        AttributeValues,
        Breakdown,
        BreakdownValue,
        ContentText,
        DeltaRule,
        EventInfo,
        MetricInfo,
        Tool,
    )
    from aiobserver.model.demo import DemoExport, DemoHistogram, DemoLog, DemoPoint, DemoSpan, demo_timestamp
    from aiobserver.model.derived import DerivedPoint, Unpriced
    from aiobserver.model.history import Message, Transcript, TranscriptFolder, Understood
    from aiobserver.model.ledger import Call, Place, SessionFact, Tokens, ToolCall, Turn
    from aiobserver.model.numbers import count_of, milliseconds_ns, truth_of
    from aiobserver.model.plugin import ToolPlugin
    from aiobserver.model.setup import (
        SetupEdit,
        SetupEdits,
        SetupFile,
        SetupPresent,
        SetupReading,
        SetupSource,
        SetupValue,
    )

    hookimpl: pluggy.HookimplMarker
    """Marks a plugin's functions as hooks."""

__version__ = "0.1.0"

_NAMES_OF = {
    "aiobserver.demo.invent": ("demo_sessions",),
    "aiobserver.demo.story": (
        "Cast",
        "DemoSession",
        "DemoTurn",
        "Dice",
        "ModelCall",
        "ToolUse",
    ),
    "aiobserver.ledger.gen_ai": ("gen_ai_calls",),
    "aiobserver.ledger.loose": (
        "Json",
        "count_at",
        "json_text",
        "object_at",
        "objects_at",
        "parsed",
        "text_at",
        "time_at",
        "time_of",
    ),
    "aiobserver.model.batch": (
        "Attributes",
        "Records",
    ),
    "aiobserver.model.declared": (
        "AttributeValues",
        "Breakdown",
        "BreakdownValue",
        "ContentText",
        "DeltaRule",
        "EventInfo",
        "MetricInfo",
        "Tool",
    ),
    "aiobserver.model.derived": (
        "DerivedPoint",
        "Unpriced",
    ),
    "aiobserver.model.demo": (
        "DemoExport",
        "DemoHistogram",
        "DemoLog",
        "DemoPoint",
        "DemoSpan",
        "demo_timestamp",
    ),
    "aiobserver.model.history": ("Message", "Transcript", "TranscriptFolder", "Understood"),
    "aiobserver.model.ledger": (
        "Call",
        "Place",
        "SessionFact",
        "Tokens",
        "ToolCall",
        "Turn",
    ),
    "aiobserver.model.numbers": (
        "count_of",
        "milliseconds_ns",
        "truth_of",
    ),
    "aiobserver.model.plugin": ("ToolPlugin",),
    "aiobserver.model.setup": (
        "SetupEdit",
        "SetupEdits",
        "SetupFile",
        "SetupPresent",
        "SetupReading",
        "SetupSource",
        "SetupValue",
    ),
}
_MODULE_OF = {name: module for module, names in _NAMES_OF.items() for name in names}

__all__ = [
    "AttributeValues",
    "Attributes",
    "Breakdown",
    "BreakdownValue",
    "Call",
    "Cast",
    "ContentText",
    "DeltaRule",
    "DemoExport",
    "DemoHistogram",
    "DemoLog",
    "DemoPoint",
    "DemoSession",
    "DemoSpan",
    "DemoTurn",
    "DerivedPoint",
    "Dice",
    "EventInfo",
    "Json",
    "Message",
    "MetricInfo",
    "ModelCall",
    "Place",
    "Records",
    "SessionFact",
    "SetupEdit",
    "SetupEdits",
    "SetupFile",
    "SetupPresent",
    "SetupReading",
    "SetupSource",
    "SetupValue",
    "Tokens",
    "Tool",
    "ToolCall",
    "ToolPlugin",
    "ToolUse",
    "Transcript",
    "TranscriptFolder",
    "Turn",
    "Understood",
    "Unpriced",
    "__version__",
    "count_at",
    "count_of",
    "demo_sessions",
    "demo_timestamp",
    "gen_ai_calls",
    "hookimpl",
    "json_text",
    "milliseconds_ns",
    "object_at",
    "objects_at",
    "parsed",
    "text_at",
    "time_at",
    "time_of",
    "truth_of",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "hookimpl":
            found = import_module("pluggy").HookimplMarker(__name__)
        elif name in _MODULE_OF:
            found = getattr(import_module(_MODULE_OF[name]), name)
        else:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found
        return found
