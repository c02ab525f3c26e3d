"""Names and arguments of the sample's tools."""

from __future__ import annotations

import json
from typing import Any

from aiobserver import ToolUse

TOOL_NAMES = {
    "read": "read_file",
    "search": "grep_search",
    "shell": "run_shell_command",
    "edit": "replace",
    "write": "write_file",
}
FILE_OPERATIONS = {"read": "read", "edit": "update", "write": "create"}

_MIME_TYPES = {"Markdown": "text/markdown", "CSS": "text/css", "YAML": "text/yaml", "TypeScript": "text/typescript"}


def decision_of(use: ToolUse) -> str:
    """The decision that let the tool run, if any."""
    if not use.by_person:
        return "auto_accept"
    return "accept" if use.accepted else "reject"


def file_attributes(use: ToolUse, operation: str) -> dict[str, Any]:
    """Attributes of a file operation."""
    return {
        "operation": operation,
        "lines": use.added or 120,
        "mimetype": _MIME_TYPES.get(use.language, "text/plain"),
        "extension": "." + use.target.rpartition(".")[2],
        "programming_language": use.language,
    }


def arguments_of(use: ToolUse) -> str:
    """Arguments of a tool call as JSON."""
    field = {"shell": "command", "search": "pattern"}.get(use.action, "file_path")
    return json.dumps({field: use.target}, indent=2)
