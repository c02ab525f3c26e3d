"""Plugins declared as one object: the hooks that a `ToolPlugin` stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pluggy

from aiobserver.model.batch import Records
from aiobserver.model.history import Transcript
from aiobserver.model.plugin import ToolPlugin

_ATTRIBUTE = "PLUGIN"
_PREFIX = "aiobserver_"
_CONSTANTS = ("metrics", "events", "delta_rules", "content_attributes", "content_texts", "dashboards")
_OF_SETUP = ("setup_text", "setup_edits")
_OF_RECORDS = {
    "derive_metrics": "logs",
    "drop_logs": "logs",
    "calls": "records",
    "session_roots": "spans",
    "main_spans": "spans",
}
"""Field → name of the hook's argument."""

_hookimpl = pluggy.HookimplMarker("aiobserver")


def with_declared_hooks(module: object) -> object:
    """The module, or an object with its hooks and those of its `PLUGIN`.

    :raises TypeError: `PLUGIN` is not a ToolPlugin, or has a field of a wrong kind.
    :raises ValueError: a hook is declared and implemented.
    """
    plugin = getattr(module, _ATTRIBUTE, None)
    if plugin is None:
        return module
    if type(plugin) is not ToolPlugin:
        raise TypeError(f"{_ATTRIBUTE} is a {type(plugin).__name__}, expected a ToolPlugin")
    hooks = {name: value for name, value in vars(module).items() if name.startswith(_PREFIX)}
    for field, function in _declared_hooks(plugin):
        if _PREFIX + field in hooks:
            raise ValueError(f"{_ATTRIBUTE} declares {field}, and {_PREFIX}{field} implements it, too")
        hooks[_PREFIX + field] = _hookimpl(function)
    return SimpleNamespace(**hooks)


def _declared_hooks(plugin: ToolPlugin) -> Iterator[tuple[str, Callable[..., Any]]]:
    """(field, hook) of each declaration."""
    yield "tool", _constant(plugin.tool)
    for field in _CONSTANTS:
        if value := getattr(plugin, field):
            yield field, _constant(value)
    for field in _OF_SETUP:
        if (function := _function(plugin, field)) is not None:
            yield field, _setup_hook(plugin, function)
    for field, argument in _OF_RECORDS.items():
        if (function := _function(plugin, field)) is not None:
            yield field, _record_hook(plugin, function, argument)
    if (function := _function(plugin, "transcripts")) is not None:
        yield "transcripts", _transcripts_hook(function)
    if (function := _function(plugin, "read_transcript")) is not None:
        yield "read_transcript", _reading_hook(function)
    if (function := _function(plugin, "demo")) is not None:
        yield "demo", _demo_hook(function)


def _function(plugin: ToolPlugin, field: str) -> Callable[..., Any] | None:
    function: Callable[..., Any] | None = getattr(plugin, field)
    if function is not None and not callable(function):
        raise TypeError(f"{field} is a {type(function).__name__}, expected a function")
    return function


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


def _setup_hook(plugin: ToolPlugin, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda tool, endpoint, token: function(endpoint, token) if tool == plugin.tool.id else None


def _record_hook(plugin: ToolPlugin, function: Callable[[Records], Any], argument: str) -> Callable[..., Any]:
    def of_logs(logs: Records) -> Any:
        return function(logs) if plugin.tool.owns(logs.service_name) else None

    def of_spans(spans: Records) -> Any:
        return function(spans) if plugin.tool.owns(spans.service_name) else None

    def of_records(records: Records) -> Any:
        return function(records) if plugin.tool.owns(records.service_name) else None

    return {"logs": of_logs, "spans": of_spans, "records": of_records}[argument]


def _transcripts_hook(function: Callable[[Mapping[str, str]], Any]) -> Callable[..., Any]:
    def folders(environment: Mapping[str, str]) -> Any:
        return function(environment)

    return folders


def _reading_hook(function: Callable[[Transcript, Sequence[bytes], Any], Any]) -> Callable[..., Any]:
    def read(transcript: Transcript, lines: Sequence[bytes], state: object) -> Any:
        return function(transcript, lines, state)

    return read


def _demo_hook(function: Callable[[int, int, int], Any]) -> Callable[..., Any]:
    def sample(start_ns: int, end_ns: int, seed: int) -> Any:
        return function(start_ns, end_ns, seed)

    return sample
