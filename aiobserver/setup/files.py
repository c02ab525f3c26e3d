"""Reading and replacing a tool's configuration file: whole, private, through links, and never by halves."""

from __future__ import annotations

import codecs
import contextlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aiobserver.errors import SetupRefused

_LARGEST_BYTES = 8 * 2**20
_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


@dataclass(frozen=True, slots=True)
class Content:
    """A file's content; `bom` is kept, but no part of the text."""

    text: str
    bom: bool = False

    @classmethod
    def decoded(cls, content: bytes) -> Content:
        """
        :raises ValueError: it is not UTF-8.
        """
        bom = content.startswith(codecs.BOM_UTF8)
        return cls(content.removeprefix(codecs.BOM_UTF8).decode("utf-8"), bom)

    def encoded(self) -> bytes:
        return (codecs.BOM_UTF8 if self.bom else b"") + self.text.encode("utf-8")


def read(path: Path) -> bytes | None:
    """A configuration file's bytes; None if there is none.

    :raises SetupRefused: it is no plain file, too large, or cannot be read.
    """
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise SetupRefused(f"{path} is not a file")
        if state.st_size > _LARGEST_BYTES:
            raise SetupRefused(f"{path} has {state.st_size} bytes, more than any configuration")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SetupRefused(f"{path} cannot be read: {error.strerror}") from None


def check_writable(path: Path) -> None:
    """
    :raises SetupRefused: the file is write-protected, or something is in the way of its folder.
    """
    if path.exists() and not path.stat().st_mode & stat.S_IWUSR:
        raise SetupRefused(f"{path} is write-protected, so it is left as it is: is it made by another program?")
    folder = path.resolve().parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise SetupRefused(f"{folder} cannot be written to")


def replace(path: Path, before: bytes | None, after: bytes) -> None:
    """Replaces a file in one step; through a symbolic link its target. Mode and owner stay, a new file is private.

    :raises SetupRefused: it is not as it was read before, or cannot be written.
    """
    target = path.resolve()
    if read(target) != before:
        raise SetupRefused(f"{path} was changed by another program just now: try again")
    try:
        make_folder(target.parent)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(after)
                file.flush()
                os.fsync(file.fileno())
            _copy_mode_and_owner(Path(name), target)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SetupRefused(f"{path} cannot be written: {error.strerror}") from None


def write_new(path: Path, content: bytes) -> None:
    """Writes a private file that must not exist yet.

    :raises SetupRefused: it cannot be written.
    """
    try:
        make_folder(path.parent)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE_FILE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise SetupRefused(f"{path} cannot be written: {error.strerror}") from None


def make_folder(folder: Path) -> None:
    """Makes a folder and what is missing above it, each for the user alone."""
    for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
        missing.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def _copy_mode_and_owner(new: Path, old: Path) -> None:
    """Gives the new file the old one's mode and owner."""
    try:
        state = old.stat()
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):
            os.chown(new, state.st_uid, state.st_gid)
    new.chmod(stat.S_IMODE(state.st_mode))
