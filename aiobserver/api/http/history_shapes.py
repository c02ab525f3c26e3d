"""JSON shapes of transcripts and imports."""

from __future__ import annotations

from typing import Any

from aiobserver.history.importing import ImportRun
from aiobserver.history.service import ToolHistory
from aiobserver.model.history import Message
from aiobserver.model.times import rfc3339
from aiobserver.store.history import NewlyKnown, StoredFile

_MOST_CHARACTERS = 20_000


def tool_json(history: ToolHistory, title: str) -> dict[str, Any]:
    """A tool's transcripts: on disk, new, imported."""
    files, news = history.found.files, history.news
    failed = [state for state in history.states.values() if state.not_understood]
    return {
        "toolId": history.tool,
        "title": title,
        "folders": history.places,
        "files": len(files),
        "bytes": sum(file.size for file in files),
        "newFiles": len(news),
        "newBytes": sum(file.size for file in news),
        "importedFiles": len(history.states) + len(history.others),
        "goneFiles": len(history.others),
        "watched": history.is_watched,
        **({} if history.kept_days is None else {"keptDays": history.kept_days}),
        "expiringFiles": len(history.expiring),
        "notUnderstood": sum(state.not_understood for state in failed),
        "unreadable": history.found.unreadable[:20],
        **({"firstTime": rfc3339(files[0].modified_ns), "lastTime": rfc3339(files[-1].modified_ns)} if files else {}),
        **({"firstNotUnderstood": f"{failed[0].path}, line {failed[0].first_not_understood}"} if failed else {}),
    }


def run_json(run: ImportRun | None) -> dict[str, Any] | None:
    """An import, while it runs and afterwards."""
    if run is None:
        return None
    progress = run.progress
    return {
        "tools": run.tools,
        "state": "following" if run.state == "running" and progress.following else run.state,
        "startTime": rfc3339(run.started_ns),
        **({"endTime": rfc3339(run.ended_ns)} if run.ended_ns else {}),
        "files": progress.files,
        "filesRead": progress.files_read,
        "bytes": progress.bytes,
        "bytesRead": progress.bytes_read,
        "sessions": len(run.sessions),
        "calls": run.calls,
        "knownCalls": run.known_calls,
        "toolCalls": run.tool_calls,
        "prompts": run.prompts,
        "tokens": run.tokens,
        "cost": run.cost,
        "notUnderstood": progress.not_understood,
        "firstNotUnderstood": progress.first_not_understood,
        "unreadable": progress.unreadable,
        "problems": progress.problems,
        "problem": run.problem,
    }


def known_json(known: NewlyKnown) -> dict[str, Any]:
    """News of some transcripts."""
    return {
        "calls": known.calls,
        "knownCalls": known.known_calls,
        "toolCalls": known.tool_calls,
        "prompts": known.prompts,
        "tokens": known.tokens,
        "cost": known.cost,
        "sessions": known.sessions,
    }


def file_json(file: StoredFile) -> dict[str, Any]:
    """A file of which something is stored."""
    state = file.state
    return {
        "toolId": state.tool,
        "machine": state.machine,
        "path": state.path,
        "size": state.size,
        "modifiedTime": rfc3339(state.modified_ns),
        "modifiedNs": str(state.modified_ns),
        "lines": state.lines,
        "notUnderstood": state.not_understood,
        "firstNotUnderstood": state.first_not_understood,
        "importedTime": rfc3339(file.imported_ns),
    }


def message_json(message: Message) -> dict[str, Any]:
    """Something that was said or done; a long text is cut."""
    return {
        "kind": message.kind,
        "time": rfc3339(message.time_ns),
        "text": message.text[:_MOST_CHARACTERS],
        **({"characters": len(message.text)} if len(message.text) > _MOST_CHARACTERS else {}),
        **{name: value for name, value in _optional(message).items() if value},
    }


def _optional(message: Message) -> dict[str, Any]:
    return {
        "key": message.key,
        "turn": message.turn,
        "agentId": message.agent_id,
        "tool": message.tool,
        "toolCall": message.tool_call,
        "call": message.call,
        "isError": message.is_error,
    }
