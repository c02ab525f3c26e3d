"""Building traces for the sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aiobserver import DemoExport, DemoSpan, DemoTurn, Dice, ModelCall, ToolUse
from aiobserver_codex.demo_client import Client

_SERVER = 2


class Tree:
    """Collects spans of one client; they leave with children before their parents."""

    def __init__(self, client: Client, dice: Dice) -> None:
        self._client = client
        self._dice = dice
        self._spans: list[DemoSpan] = []
        self.trace_id = dice.trace_id()

    def plant(self, root: str, start_ns: int, end_ns: int, **attributes: Any) -> bytes:
        """The root of a new trace; the id of its span."""
        self.trace_id = self._dice.trace_id()
        return self.add(root, (start_ns, end_ns), b"", attributes)

    def add(
        self, name: str, time_ns: tuple[int, int], parent_id: bytes, told: Mapping[str, Any] = {}, own_id: bytes = b""
    ) -> bytes:
        """One span; its id."""
        span_id = own_id or self._dice.span_id()
        busy = {"busy_ns": (time_ns[1] - time_ns[0]) // 3, "idle_ns": (time_ns[1] - time_ns[0]) * 2 // 3}
        thread = {"thread.name": "tokio-rt-worker", "thread.id": self._dice.randint(2, 6)}
        attributes = {**thread, **told, **busy}
        kind = _SERVER if "/" in name else 1
        self._spans.append(
            DemoSpan(*time_ns, name, self.trace_id, span_id, parent_id, attributes=attributes, kind=kind)
        )
        return span_id

    def chain(self, names: str, time_ns: tuple[int, int], parent_id: bytes) -> bytes:
        """Spans within each other, as long as each other; the id of the innermost."""
        for name in names.split():
            parent_id = self.add(name, time_ns, parent_id)
        return parent_id

    def fell(self) -> Iterator[DemoExport]:
        """The export of what was collected, at the end of its last span."""
        if self._spans:
            end_ns = max(span.end_ns for span in self._spans)
            yield DemoExport(end_ns, self._client.resource, self._client.service, self._spans[::-1])
            self._spans = []

    def background(self, names: tuple[str, ...], time_ns: int) -> None:
        """Traces of one span each."""
        kept = self.trace_id
        for name in names:
            self.plant(name, time_ns, time_ns + self._dice.nanoseconds(0.0004))
        self.trace_id = kept


def rounds(turn: DemoTurn) -> Iterator[tuple[ModelCall, list[ToolUse]]]:
    """Each call of the model with the uses of tools it asked for."""
    steps = list(turn.steps)
    while steps:
        call, uses = steps.pop(0), []
        while steps and isinstance(steps[0], ToolUse):
            uses.append(steps.pop(0))
        if isinstance(call, ModelCall):
            yield call, [use for use in uses if isinstance(use, ToolUse)]
