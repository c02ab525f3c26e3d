"""The figures to reach (docs/performance.md), and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
_BEGIN, _END = "<!-- table -->\n", "<!-- end of table -->\n"


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the targets; `unit` follows the number."""

    name: str
    value: float
    limit: float
    unit: str
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    @property
    def bound(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"

    def line(self) -> str:
        """For a terminal."""
        return f"{'✓' if self.is_met else '✗'} {self.name:<62} {self.value:>9.3g}{self.unit:<3} {self.bound:>10}"


def write_table(targets: Iterable[Target]) -> None:
    """Puts the figures into docs/performance.md, between the marks of its table."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(_BEGIN)
    _, after = rest.split(_END)
    table = "| what | measured | target | reached |\n| --- | ---: | ---: | --- |\n" + "".join(map(_row, targets))
    _DOCUMENT.write_text(f"{before}{_BEGIN}{table}{_END}{after}", encoding="utf-8")


def _row(target: Target) -> str:
    reached = "yes" if target.is_met else "**no**"
    return f"| {target.name} | {target.value:.3g}{target.unit} | {target.bound} | {reached} |\n"
