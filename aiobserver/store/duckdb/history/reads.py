"""Reads of transcripts, and what the user decided about them."""

from __future__ import annotations

from collections.abc import Collection

from aiobserver.model.columns import Row
from aiobserver.model.history import Message
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql
from aiobserver.store.history import FileState, StoredFile


def read_files(cursor: Cursor, tool: str | None) -> list[StoredFile]:
    """All files, or those of a tool, by tool and path."""
    return [_stored_file(row) for row in cursor.execute(sql("history/files"), {"tool": tool}).fetchall()]


def read_files_of(cursor: Cursor, session: str) -> list[StoredFile]:
    """The files that tell of a session."""
    return [_stored_file(row) for row in cursor.execute(sql("history/files_of"), {"session": session}).fetchall()]


def read_messages(cursor: Cursor, session: str) -> list[Message]:
    """The stored messages of a session, in their order."""
    rows = cursor.execute(sql("history/messages"), {"session": session}).fetchall()
    return [_message(row) for row in rows]


def read_watched(cursor: Cursor) -> list[str]:
    """Tools whose transcripts are followed."""
    return [tool for (tool,) in cursor.execute(sql("history/watched")).fetchall()]


def watch(cursor: Cursor, tools: Collection[str]) -> None:
    """Remember the tools whose transcripts are followed, in the caller's transaction."""
    cursor.execute(sql("history/watched_clear"))
    for tool in sorted(set(tools)):
        cursor.execute(sql("history/watched_add"), {"tool": tool})


def forget_files(cursor: Cursor, tool: str) -> None:
    """Remove what is known of a tool's files, and their messages, in the caller's transaction."""
    cursor.execute(sql("history/forget_messages"), {"tool": tool})
    cursor.execute(sql("history/forget_files"), {"tool": tool})


def _stored_file(row: Row) -> StoredFile:
    tool, machine, path, size, modified, read, head, lines, not_understood, first, imported = row
    state = FileState(
        tool=tool,
        machine=machine,
        path=path,
        size=size,
        modified_ns=modified,
        read=read,
        head=head,
        lines=lines,
        not_understood=not_understood,
        first_not_understood=first,
    )
    return StoredFile(state=state, imported_ns=imported)


def _message(row: Row) -> Message:
    kind, session, time_ns, key, turn, agent_id, text, tool, tool_call, call, is_error = row
    return Message(
        kind=kind,
        session=session,
        time_ns=time_ns,
        key=key,
        turn=turn,
        agent_id=agent_id,
        text=text,
        tool=tool,
        tool_call=tool_call,
        call=call,
        is_error=is_error,
    )
