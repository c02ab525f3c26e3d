"""The options of `aiobserver` around `--setup TOOL`."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import click

from aiobserver.model.setup import SetupOption

OPTIONS: tuple[tuple[SetupOption, str, str], ...] = (
    ("prompts", "with_prompts", "the text of your prompts"),
    ("tool-details", "with_tool_details", "tool inputs such as commands and file names"),
    ("traces", "with_traces", "traces that the tool calls experimental"),
)
"""Option, its name on the command line, and what it reveals."""


@dataclass(frozen=True, slots=True)
class SetupRequest:
    """The set-up options of the command line."""

    tool: str
    apply: bool = False
    remove: bool = False
    yes: bool = False
    options: tuple[SetupOption, ...] = ()


def with_setup_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds `--setup` and what goes with it; the function gets `setup`, a SetupRequest or None."""

    @functools.wraps(function)
    def command(*arguments: Any, setup: str | None, apply: bool, remove: bool, yes: bool, **others: Any) -> Any:
        options = tuple(option for option, name, _ in OPTIONS if others.pop(name))
        _check_usage(setup, apply, remove, yes, options)
        request = None if setup is None else SetupRequest(setup, apply, remove, yes, options)
        return function(*arguments, setup=request, **others)

    for _, name, reveals in reversed(OPTIONS):
        flag = "--" + name.replace("_", "-")
        command = click.option(flag, name, is_flag=True, help=f"With --apply: also send {reveals}.")(command)
    command = click.option("-y", "--yes", is_flag=True, help="With --apply or --remove: do not ask.")(command)
    command = click.option("--remove", is_flag=True, help="With --setup: undo what --apply changed.")(command)
    command = click.option("--apply", is_flag=True, help="With --setup: edit the tool's own configuration.")(command)
    return click.option("-s", "--setup", metavar="TOOL", help="Print how to connect a tool, and exit.")(command)


def _check_usage(setup: str | None, apply: bool, remove: bool, yes: bool, options: Iterable[SetupOption]) -> None:
    if setup is None and (apply or remove):
        raise click.UsageError("--apply and --remove need --setup TOOL")
    if apply and remove:
        raise click.UsageError("--apply and --remove exclude each other")
    if yes and not (apply or remove):
        raise click.UsageError("--yes needs --apply or --remove")
    if tuple(options) and not apply:
        raise click.UsageError("--with-… needs --apply")
