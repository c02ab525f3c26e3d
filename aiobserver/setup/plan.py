"""Plans the changes of an edit, without touching a file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiobserver.errors import SetupRefused
from aiobserver.model.setup import SetupEdit, SetupEdits, SetupFile, SetupOption, SetupValue
from aiobserver.setup import files
from aiobserver.setup.endpoints import equivalent, fulfils, server_of, targets, urls
from aiobserver.setup.files import Content
from aiobserver.setup.formats import ABSENT, FORMATS, changed, value_at
from aiobserver.setup.readings import Configuration, Found
from aiobserver.setup.receipt import KeyChange, Receipt, read_receipt
from aiobserver.setup.user_environment import UserEnvironment


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file before and after."""

    path: Path
    before: bytes | None
    after: bytes
    keys: tuple[KeyChange, ...]
    made: tuple[tuple[str, ...], ...]
    receipt: Receipt | None
    """Receipt of an earlier run."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All that would be changed for a tool, and what the user is to know."""

    changes: tuple[FileChange, ...]
    left_out: tuple[SetupOption, ...]
    """Options not asked for, so this is not sent."""
    warnings: tuple[str, ...]


class Planner:
    """Works out the changes that let a tool send to `endpoint`."""

    def __init__(self, user: UserEnvironment, endpoint: str) -> None:
        self._user = user
        self._endpoint = endpoint

    def plan(self, setup: SetupEdits, options: Collection[SetupOption]) -> Plan:
        """
        :raises SetupRefused: a file cannot be parsed or changed safely, or the tool sends elsewhere.
        """
        grouped: dict[Path, list[SetupEdit]] = {}
        for edit in setup.edits:
            grouped.setdefault(self._user.path(edit.file), []).append(edit)
        drafts = [self._draft(path, edits, options) for path, edits in grouped.items()]
        planned = {draft.path: draft.data for draft in drafts}
        found = Configuration(self._user, planned).find(setup.readings)
        warnings = tuple(dict.fromkeys(self._verdicts(found)))
        changes = tuple(change for draft in drafts if (change := draft.change()) is not None)
        asked_for = dict.fromkeys(edit.option for edit in setup.edits if edit.option and edit.option not in options)
        return Plan(changes, tuple(option for option in asked_for if option), warnings)

    def _draft(self, path: Path, edits: Iterable[SetupEdit], options: Collection[SetupOption]) -> _Draft:
        draft: _Draft | None = None
        for edit in edits:
            if draft is None:
                draft = _Draft.opened(path, edit.file)
            asked = edit.option is None or edit.option in options
            wanted = edit.value if asked else edit.unasked
            if wanted is not None:
                self._edit(draft, edit, wanted, "keep" if not asked else edit.present)
        assert draft is not None
        if draft.before is None and draft.keys:
            self._check_hidden(path, draft.file)
        return draft

    def _edit(self, draft: _Draft, edit: SetupEdit, wanted: SetupValue, present: str) -> None:
        now = value_at(draft.data, edit.key)
        if fulfils(now, wanted) or (now is not ABSENT and present == "keep"):
            return
        if now is not ABSENT and present == "refuse" and not self._may_replace(draft, edit, now):
            raise SetupRefused(
                f"{self._shown(draft.path)} already has {'.'.join(edit.key)} = {_without_secrets(now)}, which would be "
                f"lost; nothing changed: remove it first to send the telemetry to {self._endpoint} instead"
            )
        draft.set(edit.key, wanted)

    def _may_replace(self, draft: _Draft, edit: SetupEdit, now: Any) -> bool:
        ours = draft.receipt.change_of(edit.key) if draft.receipt else None
        return (
            (ours is not None and equivalent(ours.after, now))
            or any(equivalent(value, now) for value in edit.empty)
            or targets(now, self._endpoint)
        )

    def _check_hidden(self, path: Path, file: SetupFile) -> None:
        for name in file.hides:
            hidden = self._user.expanded(name)
            if hidden is not None and hidden.exists():
                raise SetupRefused(
                    f"{self._shown(path)} is needed, but with it the tool would no longer read {self._shown(hidden)}; "
                    f"nothing changed: move that file there first"
                )

    def _verdicts(self, found: Iterable[Found]) -> Iterable[str]:
        """Warn of settings that beat the edited files in this folder; those that beat them everywhere are an error."""
        for setting in found:
            problem = setting.problem(self._endpoint)
            if not problem:
                continue
            file = setting.source.file if setting.source else None
            if file is None or (self._user.path(file).is_absolute() and not _of_a_project(file)):
                raise SetupRefused(f"{problem}; nothing changed, since it would have no effect")
            yield f"in this folder {problem}"

    def _shown(self, path: Path) -> str:
        return self._user.shown(path)


def _without_secrets(value: Any) -> str:
    """Describe a value without secrets: it may be a header of another service."""
    if isinstance(value, str) and value.isalnum():
        return value
    return ", ".join(_without_query(url) for url in urls(value)) or "another value"


def _without_query(url: str) -> str:
    server = server_of(url)
    return f"{server[0]}://{server[1]}:{server[2]}" if server else "another URL"


def _of_a_project(file: SetupFile) -> bool:
    return all(path[:1] not in ("~", "$", "/") and path[1:2] != ":" for path in file.paths)


class _Draft:
    """A file while its change is worked out."""

    def __init__(self, path: Path, file: SetupFile, before: bytes | None, receipt: Receipt | None) -> None:
        self.path, self.file, self.before, self.receipt = path, file, before, receipt
        self.keys: list[KeyChange] = []
        self._made: list[tuple[str, ...]] = []
        self._format = FORMATS[file.format]
        self._content = Content.decoded(before or b"")
        self._text = self._content.text
        self.data: Mapping[str, Any] = self._format.load(self._text)

    @classmethod
    def opened(cls, path: Path, file: SetupFile) -> _Draft:
        try:
            return cls(path, file, files.read(path), read_receipt(path))
        except ValueError as error:
            raise SetupRefused(f"{path} cannot be parsed and was not changed: {error}") from None

    def set(self, key: tuple[str, ...], value: SetupValue) -> None:
        parents = [key[:depth] for depth in range(1, len(key)) if value_at(self.data, key[:depth]) is ABSENT]
        data = changed(self.data, key, value)
        try:
            self._text = self._format.with_value(self._text, key, value)
            safe = self._format.load(self._text) == data
        except ValueError as error:
            raise SetupRefused(f"{self.path} was not changed: {error}") from None
        if not safe:
            raise SetupRefused(f"{self.path} was not changed: {'.'.join(key)} cannot be set without other changes")
        self.keys.append(KeyChange(key, value_at(self.data, key), value))
        self._made += parents
        self.data = data

    def change(self) -> FileChange | None:
        if not self.keys:
            return None
        after = Content(self._text, self._content.bom).encoded()
        return FileChange(self.path, self.before, after, tuple(self.keys), tuple(self._made), self.receipt)
