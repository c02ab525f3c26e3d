"""The repositories of directories: what is found once is remembered, as the directory may be gone later."""

from __future__ import annotations

from collections.abc import Mapping

from aiobserver.ledger.projects import Project
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.ledger import KnownProject


def read_unplaced(cursor: Cursor) -> list[str]:
    """Directories in which calls ran and of which no repository is known."""
    return [directory for (directory,) in cursor.execute(sql("ledger/unplaced")).fetchall()]


def read_projects(cursor: Cursor) -> list[KnownProject]:
    """All repositories, by root."""
    found: dict[str, KnownProject] = {}
    for root, remote, name, directory in cursor.execute(sql("ledger/projects")).fetchall():
        found.setdefault(root, KnownProject(Project(root, remote, name), [])).directories.append(directory)
    return list(found.values())


def place(cursor: Cursor, projects: Mapping[str, Project]) -> None:
    """Remember the repositories of these directories, in the caller's transaction."""
    for directory, project in projects.items():
        given = {"directory": directory, "root": project.root, "remote": project.remote, "name": project.name}
        cursor.execute(sql("ledger/place"), given)
