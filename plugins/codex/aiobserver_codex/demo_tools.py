"""Names and arguments of the sample's tools."""

from __future__ import annotations

import json

from aiobserver import ToolUse
from aiobserver_codex.demo_client import Client


def tool_name(use: ToolUse, client: Client) -> str:
    """Files are changed by patches, all else is a command."""
    if use.action in {"edit", "write"}:
        return "apply_patch"
    return "shell" if client.old else "exec_command"


def arguments_of(use: ToolUse, client: Client) -> str:
    """Arguments of a tool call: JSON, or a patch."""
    if use.action in {"edit", "write"}:
        verb = "Update" if use.action == "edit" else "Add"
        return f"*** Begin Patch\n*** {verb} File: {use.target}\n…\n*** End Patch"
    commands = {"read": f"sed -n '1,200p' {use.target}", "search": f"rg -n '{use.target}'"}
    command = commands.get(use.action, use.target)
    return json.dumps({"command": ["bash", "-lc", command]} if client.old else {"cmd": command})
