"""Quarantine for plugins whose hooks ended the server: they are not loaded."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from aiobserver.hooks.isolation.crash_marker import Crash, read_crashes

log = logging.getLogger(__name__)

_UNPROVEN = 5
"""Crashes in a row in hooks of one plugin, without proof, until it is quarantined: a server that is killed from outside
is in some hook now and then."""


@dataclass(frozen=True, slots=True)
class _Record:
    """The crashes of one plugin."""

    hook: str
    how: str
    version: str
    times: int = 1

    @property
    def is_offender(self) -> bool:
        return bool(self.how) or self.times >= _UNPROVEN


class Quarantine:
    """The quarantined plugins, kept as JSON beside the database. Another version of the plugin, or deleting the file,
    releases it."""

    def __init__(self, database: Path) -> None:
        self.marker = database.with_name(database.name + ".hooks")
        self._path = database.with_name(database.name + ".left-out.json")

    def reasons(self, versions: Mapping[str, str]) -> Mapping[str, str]:
        """Return plugin → why it is not loaded, and how to bring it back.

        :param versions: the installed plugins.
        """
        return {name: self._reason(record) for name, record in self._updated(versions).items() if record.is_offender}

    def keep(self, versions: Mapping[str, str]) -> None:
        """Save what the marker tells, before a new run overwrites it. :raises OSError: it cannot be written."""
        records = self._updated(versions)
        if not records:
            self._path.unlink(missing_ok=True)
            return
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({name: asdict(record) for name, record in records.items()}, file, indent=2)
        fresh.replace(self._path)

    def _updated(self, versions: Mapping[str, str]) -> dict[str, _Record]:
        crashes = [crash for crash in read_crashes(self.marker) if crash.plugin in versions]
        known = {name: record for name, record in self._read().items() if record.version == versions.get(name)}
        kept = {name: record for name, record in known.items() if record.is_offender}
        return kept | {crash.plugin: record for crash in crashes for record in _counted(crash, known, versions)}

    def _reason(self, record: _Record) -> str:
        how = f" by {record.how}" if record.how else f", {record.times} times in a row"
        return (
            f"quarantined: its {record.hook} crashed the server{how}; install another version, "
            f"or delete {self._path} to try it again"
        )

    def _read(self) -> dict[str, _Record]:
        try:
            stored = json.loads(self._path.read_bytes())
            return {name: _Record(**fields) for name, fields in stored.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            log.warning("%s cannot be read; treating it as empty: %s", self._path, error)
            return {}


def _counted(crash: Crash, known: Mapping[str, _Record], versions: Mapping[str, str]) -> Iterable[_Record]:
    before = known.get(crash.plugin)
    yield _Record(crash.hook, crash.how, versions[crash.plugin], times=before.times + 1 if before else 1)
