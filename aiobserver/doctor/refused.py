"""Check for senders that the OTLP port refuses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiobserver.config import Config
from aiobserver.doctor.ages import ago
from aiobserver.doctor.findings import Finding, Section
from aiobserver.doctor.running import RunningServer

_RECENT = timedelta(minutes=10)
"""Older refusals may be fixed already."""


def refused_check(config: Config) -> Iterable[Section]:
    """Yield a section if senders were refused."""
    findings = tuple(_finding(entry) for entry in RunningServer(config).refused())
    if findings:
        yield Section("Refused senders", findings)


def _finding(entry: dict[str, Any]) -> Finding:
    recent = datetime.now(UTC) - datetime.fromisoformat(entry["last"]) < _RECENT
    sender = entry["userAgent"] or "a program without a User-Agent"
    times = f"{entry['count']} times, last {ago(entry['last'])}"
    where = f" at {entry['path']}" if entry["path"] else ""
    text = f"{sender}{where}: {entry['reason']} ({times}); {entry['remedy']}"
    return Finding("problem" if recent else "note", text)
