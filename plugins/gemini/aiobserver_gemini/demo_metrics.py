"""The metrics of the sample: counted from the start of the program, all of them sent again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiobserver import DemoHistogram, DemoPoint, ModelCall, ToolUse
from aiobserver_gemini.demo_tools import FILE_OPERATIONS, TOOL_NAMES, decision_of, file_attributes

_BOUNDS = (0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000)
_UNITS = {
    "gemini_cli.api.request.latency": "ms",
    "gemini_cli.tool.call.latency": "ms",
    "gen_ai.client.operation.duration": "s",
    "gen_ai.client.token.usage": "token",
}


@dataclass(slots=True)
class _Series:
    """One counter or histogram."""

    name: str
    attributes: Mapping[str, Any]
    total: int = 0
    values: list[float] = field(default_factory=list)
    """Values of a histogram."""


class Metrics:
    """The counters of one session."""

    def __init__(self, known: Mapping[str, Any], start_ns: int) -> None:
        self._known = known
        self._start_ns = start_ns
        self._series: dict[object, _Series] = {}

    def count(self, name: str, attributes: Mapping[str, Any], amount: int = 1) -> None:
        """Adds to a counter."""
        self._find(name, attributes).total += amount

    def call(self, call: ModelCall) -> None:
        """A call of the model; a failed one counts twice, with and without its error, as it does in the tool."""
        model = {"model": call.model}
        status = {**model, "status_code": call.status}
        self.count("gemini_cli.api.request.count", status)
        self._record("gemini_cli.api.request.latency", model, call.duration_ms)
        if call.failed:
            self.count("gemini_cli.api.request.count", {**status, "error_type": "ApiError"})
            return
        tokens = {
            "input": call.all_input,
            "output": call.output - call.reasoning,
            "thought": call.reasoning,
            "cache": call.cache_read,
            "tool": 0,
        }
        for kind, count in tokens.items():
            self.count("gemini_cli.token.usage", {**model, "type": kind}, count)
        operation = {
            "gen_ai.operation.name": "generate_content",
            "gen_ai.provider.name": "gcp.gen_ai",
            "gen_ai.request.model": call.model,
            "gen_ai.response.model": call.model,
        }
        self._record("gen_ai.client.operation.duration", operation, call.duration_ms / 1000)
        for kind in ("input", "output"):
            self._record("gen_ai.client.token.usage", {**operation, "gen_ai.token.type": kind}, tokens[kind])

    def tool(self, use: ToolUse) -> None:
        """A use of a tool."""
        function = {"function_name": TOOL_NAMES[use.action]}
        told = {**function, "success": use.success, "decision": decision_of(use), "tool_type": "native"}
        self.count("gemini_cli.tool.call.count", told)
        self._record("gemini_cli.tool.call.latency", function, (use.end_ns - use.asked_ns) // 10**6)
        operation = FILE_OPERATIONS.get(use.action)
        if operation and use.success:
            self.count("gemini_cli.file.operation.count", file_attributes(use, operation))
        for kind, count in (("added", use.added), ("removed", use.removed)):
            if count:
                self.count("gemini_cli.lines.changed", {**function, "type": kind}, count)

    def points(self, time_ns: int) -> list[DemoPoint]:
        """One point for each series."""
        return [
            DemoPoint(
                time_ns,
                self._start_ns,
                series.name,
                DemoHistogram.of(series.values, _BOUNDS) if series.values else series.total,
                {**self._known, **series.attributes},
                unit=_UNITS.get(series.name, ""),
                cumulative=True,
            )
            for series in self._series.values()
        ]

    def _record(self, name: str, attributes: Mapping[str, Any], value: float) -> None:
        self._find(name, attributes).values.append(value)

    def _find(self, name: str, attributes: Mapping[str, Any]) -> _Series:
        key = (name, *sorted(attributes.items()))
        return self._series.setdefault(key, _Series(name, attributes))
