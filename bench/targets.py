"""The figures to reach (docs/performance.md), and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the targets; `unit` follows the number.

    Times are judged as they would be at the reference speed: `speed` is that of this machine while they were measured.
    """

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False
    speed: float | None = None
    """None: what does not depend on it."""

    @property
    def judged(self) -> float:
        return self.value if self.speed is None else self.value * self.speed

    @property
    def is_met(self) -> bool:
        return self.judged >= self.limit if self.at_least else self.judged <= self.limit

    @property
    def judged_text(self) -> str:
        """Empty where the measured figure is judged."""
        return "" if self.speed is None else f"{self.judged:.3g}{self.unit}"

    @property
    def bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"

    def line(self) -> str:
        """For a terminal."""
        mark = "✓" if self.is_met else "✗"
        return f"{mark} {self.name:<54} {self.value:>9.3g}{self.unit:<3} {self.judged_text:>10} {self.bound:>10}"


def write_table(targets: Iterable[Target]) -> None:
    """Puts the figures into docs/performance.md, between the marks of its table."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    head = "| what | measured | at reference speed | target | reached |\n| --- | ---: | ---: | ---: | --- |\n"
    table = head + "".join(map(_row, targets))
    _DOCUMENT.write_text(f"{before}{_BEGIN}{table}{_END}{after}", encoding="utf-8")


def _row(target: Target) -> str:
    reached = "yes" if target.is_met else "**no**"
    return f"| {target.name} | {target.value:.3g}{target.unit} | {target.judged_text} | {target.bound} | {reached} |\n"
