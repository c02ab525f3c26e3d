"""Check of the transcripts on disk: what is there, what is imported, what will be deleted or was not understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aiobserver.config import Config
from aiobserver.doctor.findings import Finding, Section
from aiobserver.doctor.running import RunningServer

_OK = 200


def history_check(config: Config) -> Iterable[Section]:
    """Each tool's transcripts, as the running server sees them."""
    answer = RunningServer(config).get(config.api_port, "/api/history")
    if answer is None or answer.status != _OK or not isinstance(answer.data, dict):
        yield Section("History", (Finding("note", "what is imported is unknown: the server does not answer"),))
        return
    tools: list[Mapping[str, Any]] = answer.data.get("tools", [])
    found = [finding for tool in tools for finding in _findings(tool)]
    yield Section("History", tuple(found) or (Finding("note", "no plugin reads transcripts"),))


def _findings(tool: Mapping[str, Any]) -> Iterable[Finding]:
    title, files, news = tool["title"], tool["files"], tool["newFiles"]
    if not files and not tool["importedFiles"]:
        yield Finding("note", f"{title}: no transcripts on disk")
        return
    followed = ", followed as they are written" if tool["watched"] else ""
    if not news:
        yield Finding("ok", f"{title}: all {files} transcripts are imported{followed}")
    else:
        yield Finding("note", f"{title}: {news} of {files} transcripts are not imported: aiobserver import{followed}")
    if tool["goneFiles"]:
        yield Finding("ok", f"{title}: {tool['goneFiles']} imported transcripts are not on this disk any more")
    if tool["expiringFiles"]:
        yield Finding(
            "problem",
            f"{title}: {tool['expiringFiles']} transcripts were never imported and the tool deletes them within a week "
            f"(after {tool['keptDays']} days): aiobserver import",
        )
    if tool["notUnderstood"]:
        yield Finding(
            "note",
            f"{title}: {tool['notUnderstood']} lines were not understood, the first: {tool['firstNotUnderstood']}",
        )
    for problem in tool["unreadable"]:
        yield Finding("problem", f"{title}: cannot read {problem}")
