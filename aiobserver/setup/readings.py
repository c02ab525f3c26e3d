"""The effective settings of a tool: each value, and the file or variable that decides it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiobserver.errors import SetupRefused
from aiobserver.model.setup import SetupFile, SetupReading, SetupSource
from aiobserver.setup import files
from aiobserver.setup.endpoints import targets
from aiobserver.setup.formats import ABSENT, FORMATS, value_at
from aiobserver.setup.user_environment import UserEnvironment

_CREDENTIALS = re.compile(r"://[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class Found:
    """A setting's value (None: the tool's own default is empty too), and where it comes from."""

    reading: SetupReading
    value: str | None
    source: SetupSource | None
    where: str

    @property
    def shown(self) -> str:
        """The value and where it comes from."""
        value = "not set" if self.value is None else self.value
        return f"{'set' if self.reading.secret and self.source else value} ({self.where})"

    def problem(self, endpoint: str) -> str:
        """The reason why records do not arrive at this endpoint; empty if they do."""
        told = f"{self.reading.label} is {self.shown}"
        if self.reading.endpoint and not targets(self.value, endpoint):
            return f"{told}, not {endpoint}{self._hint()}"
        if self.reading.secret and self.value not in self.reading.wanted:
            return f"{told}, not the token of this server{self._hint()}"
        if not self.reading.secret and not self._is_wanted():
            return f"{told}, not {' or '.join(self.reading.wanted)}{self._hint()}"
        return ""

    def _is_wanted(self) -> bool:
        value = (self.value or "").casefold()
        return not self.reading.wanted or any(value == wanted.casefold() for wanted in self.reading.wanted)

    def _hint(self) -> str:
        return f"; {self.reading.hint}" if self.reading.hint else ""


class Configuration:
    """All files and variables a tool reads, each file read once; `planned` contents stand for files on the disk."""

    def __init__(self, user: UserEnvironment, planned: Mapping[Path, Mapping[str, Any]] | None = None) -> None:
        self._user = user
        self._loaded: dict[Path, Mapping[str, Any]] = dict(planned or {})
        self.unreadable: dict[Path, str] = {}

    def find(self, readings: Iterable[SetupReading]) -> list[Found]:
        """Each setting as the tool would find it."""
        return [self._find(reading) for reading in readings]

    def _find(self, reading: SetupReading) -> Found:
        for source in reading.sources:
            value = self._value(source)
            if value is not ABSENT and value is not None:
                return Found(reading, _text(value), source, self._where(source))
        return Found(reading, reading.default or None, None, "the tool's default")

    def _value(self, source: SetupSource) -> Any:
        if source.file is None:
            return self._user.environment.get(source.key[0], ABSENT) or ABSENT
        return value_at(self._load(source.file), source.key)

    def _where(self, source: SetupSource) -> str:
        if source.file is None:
            return f"environment variable {source.key[0]}"
        return f"{'.'.join(source.key)} in {self._user.shown(self._user.path(source.file))}"

    def _load(self, file: SetupFile) -> Mapping[str, Any]:
        path = self._user.path(file)
        if path not in self._loaded:
            self._loaded[path] = self._read(path, file)
        return self._loaded[path]

    def _read(self, path: Path, file: SetupFile) -> Mapping[str, Any]:
        try:
            content = files.read(path)
            return {} if content is None else FORMATS[file.format].load(files.Content.decoded(content).text)
        except (SetupRefused, ValueError) as error:
            self.unreadable[path] = str(error)
            return {}


def _text(value: Any) -> str:
    """Convert to text, without the password of a URL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _CREDENTIALS.sub("://", str(value))
