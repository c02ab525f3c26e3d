"""`aiobserver --setup TOOL`: prints how to connect a tool, or edits the tool's own configuration (`--apply`)."""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from urllib.parse import quote

import click

from aiobserver.commands.setup_options import OPTIONS, SetupRequest
from aiobserver.config import Config
from aiobserver.errors import SetupRefused
from aiobserver.hooks.host import Plugins
from aiobserver.model.setup import SetupEdits
from aiobserver.setup.apply import apply, check
from aiobserver.setup.files import Content
from aiobserver.setup.plan import Plan, Planner
from aiobserver.setup.receipt import backup_path
from aiobserver.setup.undo import FileUndo, plan_undo, undo
from aiobserver.setup.user_environment import UserEnvironment

_HIDDEN = "********"
_BEARER = re.compile(r"""(\bBearer(?: |%20))[^\s"',;}]+""", re.IGNORECASE)


def run_setup(config: Config, request: SetupRequest) -> None:
    """
    :raises SetupRefused: nothing was changed; the message says why.
    """
    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    token = config.token or None
    if not request.apply and not request.remove:
        click.echo(_known(plugins.setup_text(request.tool, config.otlp_endpoint, token), request.tool, plugins))
        return
    _known(plugins.setup_text(request.tool, config.otlp_endpoint, token), request.tool, plugins)
    # undoing has to find files that are edited for a token only, set or not
    setup = plugins.setup_edits(request.tool, config.otlp_endpoint, token or ("any" if request.remove else None))
    if setup is None:
        raise SetupRefused(f"the plugin of {request.tool} cannot edit its configuration: see --setup {request.tool}")
    user = UserEnvironment.current()
    if request.apply:
        _apply(setup, user, config.otlp_endpoint, token, request)
    else:
        _remove(setup, user, token, request)


def _apply(setup: SetupEdits, user: UserEnvironment, endpoint: str, token: str | None, request: SetupRequest) -> None:
    plan = Planner(user, endpoint).plan(setup, request.options)
    _tell(plan, setup)
    if not plan.changes:
        click.echo(f"{request.tool} already sends to {endpoint}: nothing to change")
        return
    check(plan)
    for change in plan.changes:
        _show_diff(change.path, change.before, change.after, token)
    _ask(request)
    for change in plan.changes:
        receipt = apply(change)
        backup = f"; before: {backup_path(change.path, receipt.backup)}" if receipt.backup else ""
        click.echo(f"changed {change.path}{backup}")
        if change.path.stat().st_mode & 0o077 and any(each.encode() in change.after for each in _forms(token)):
            click.echo(f"other users can read {change.path}, which now contains your token: chmod 600 {change.path}")
    click.echo(f"Restart {request.tool}. To undo: aiobserver --setup {request.tool} --remove")


def _tell(plan: Plan, setup: SetupEdits) -> None:
    for text in (*plan.warnings, *setup.notes):
        click.echo(f"note: {text}")
    for option, name, reveals in OPTIONS:
        if option in plan.left_out:
            click.echo(f"note: not sent: {reveals}; add --{name.replace('_', '-')} to send it")


def _remove(setup: SetupEdits, user: UserEnvironment, token: str | None, request: SetupRequest) -> None:
    changes = plan_undo(setup, user)
    if not changes:
        click.echo(f"nothing to undo: no configuration of {request.tool} was changed by --apply")
        return
    for change in changes:
        _show_diff(change.path, change.before or b"", change.after, token)
        for key in change.kept:
            click.echo(f"note: {key} was changed since and is kept")
    _ask(request)
    for change in changes:
        undo(change)
        click.echo(_outcome(change))


def _outcome(change: FileUndo) -> str:
    if change.before is None:
        return f"{change.path} no longer exists"
    if change.after is None:
        return f"removed {change.path}, which did not exist before"
    if change.exact:
        return f"{change.path} is restored byte for byte"
    backup = change.receipt.backup
    return f"undone in {change.path}" + (f"; the file before: {backup_path(change.path, backup)}" if backup else "")


def _ask(request: SetupRequest) -> None:
    if request.yes:
        return
    if not sys.stdin.isatty():
        raise SetupRefused("nothing changed: no terminal to confirm on; use --yes to skip the question")
    if not click.confirm("Apply these changes?", default=False):
        raise SetupRefused("nothing changed")


def _forms(token: str | None) -> tuple[str, ...]:
    """The forms in which a token may be written."""
    return (token, quote(token, safe="")) if token else ()


def _show_diff(path: Path, before: bytes | None, after: bytes | None, token: str | None) -> None:
    """Print the diff with all tokens masked."""
    old, new = ([] if content is None else _lines(content) for content in (before, after))
    names = (str(path) if before is not None else "/dev/null", str(path) if after is not None else "/dev/null")
    for line in difflib.unified_diff(old, new, *names, lineterm=""):
        click.echo(_hidden(line, token))


def _hidden(line: str, token: str | None) -> str:
    for each in _forms(token):
        line = line.replace(each, _HIDDEN)
    return _BEARER.sub(rf"\1{_HIDDEN}", line)


def _lines(content: bytes) -> list[str]:
    return Content.decoded(content).text.splitlines()


def _known(text: str | None, tool: str, plugins: Plugins) -> str:
    if text is None:
        known = ", ".join(entry.tool.id for entry in plugins.entries) or "none; no plugin is loaded"
        raise SetupRefused(f"unknown tool {tool!r}; supported: {known}")
    return text
