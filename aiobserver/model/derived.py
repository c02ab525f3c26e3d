"""Metric points that plugins derive from records."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiobserver.model.batch import Attributes


@dataclass(frozen=True, slots=True)
class DerivedPoint:
    """A metric point a plugin makes out of a log record: a monotonic delta sum, stored in the same commit."""

    position: int
    """Position of the source log record, which gives time and session."""
    name: str
    value: float
    unit: str = ""
    description: str = ""
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A log record that cost money, of a model whose price is not known: counted and shown, never invented."""

    position: int
    model: str
