"""A plugin's description of its tool's own configuration: edits, and the places the tool reads.

Pure data: the core alone opens, changes and undoes files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

SetupValue: TypeAlias = "str | int | bool | Mapping[str, SetupValue]"
"""A value in a configuration file; a mapping becomes an object in JSON and an inline table in TOML."""

SetupOption: TypeAlias = Literal["prompts", "tool-details", "traces"]
"""Data sent only if the user asks for it (`--with-prompts` …), because it reveals content or is experimental."""

SetupFormat: TypeAlias = Literal["json", "toml", "env"]
"""`json` may have comments and trailing commas; `env` has lines `NAME=value`."""

SetupPresent: TypeAlias = Literal["replace", "keep", "refuse"]
"""Treatment of another value that already exists."""


@dataclass(frozen=True, slots=True)
class SetupFile:
    """A configuration file of the tool, where it may be, and how it is written."""

    paths: tuple[str, ...]
    """Candidates such as `$ACME_HOME/settings.json` and `~/.acme/settings.json`: the first whose variable is set
    counts, whether or not the file exists. A relative path is one of the current folder (a project's file)."""
    format: SetupFormat
    hides: tuple[str, ...] = ()
    """Files that the tool would no longer read once this one exists: if one of them is there, it is not created."""


@dataclass(frozen=True, slots=True)
class SetupEdit:
    """One key to set in a file."""

    file: SetupFile
    key: tuple[str, ...]
    """Path of the key: `("env", "OTEL_LOGS_EXPORTER")`. In an `env` file it has one part."""
    value: SetupValue
    present: SetupPresent = "replace"
    """`refuse` is for destinations: what sends to this server and values of `empty` are replaced; anything else sends
    elsewhere, and nothing is changed."""
    empty: tuple[SetupValue, ...] = ()
    """Values that mean "sends nowhere"."""
    option: SetupOption | None = None
    """Set only if the user asks for it."""
    unasked: SetupValue | None = None
    """Value set if the user does not ask and the key is absent: for tools that reveal by default."""


@dataclass(frozen=True, slots=True)
class SetupSource:
    """A place where the tool looks for a setting."""

    key: tuple[str, ...]
    """Path of the key in the file; without a file: the name of an environment variable, alone."""
    file: SetupFile | None = None


@dataclass(frozen=True, slots=True)
class SetupReading:
    """One setting as the tool finds it, for `aiobserver doctor` and to see that an edit will have effect."""

    label: str
    """Name in a word or two: `telemetry`, `endpoint`, `protocol`, `prompt text`."""
    sources: tuple[SetupSource, ...]
    """The first that has a value wins."""
    default: str = ""
    """The tool's default if no source has a value; empty: none."""
    wanted: tuple[str, ...] = ()
    """Values in any case with which records arrive here; empty: any."""
    endpoint: bool = False
    """The value is a URL, which has to lead to this server."""
    hint: str = ""
    """Hint for people if the value is not as wanted."""
    secret: bool = False
    """The value is never shown."""


@dataclass(frozen=True, slots=True)
class SetupEdits:
    """All about a tool's own configuration."""

    edits: tuple[SetupEdit, ...]
    readings: tuple[SetupReading, ...] = ()
    programs: tuple[str, ...] = ()
    """Names of its program on the PATH; asked for `--version` by the doctor."""
    notes: tuple[str, ...] = ()
    """Further notes for people, a line each."""
