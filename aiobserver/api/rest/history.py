"""`/api/history`: transcripts on disk, their import, and following them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import falcon

from aiobserver.api.http.history_shapes import file_json, known_json, message_json, run_json, tool_json
from aiobserver.api.http.media import answer, read_body, read_object
from aiobserver.api.http.params import page, query
from aiobserver.api.services import Services
from aiobserver.errors import InvalidRequest
from aiobserver.history.conversation import Conversations
from aiobserver.history.service import History
from aiobserver.history.wire import decoded
from aiobserver.hooks.host import Plugins
from aiobserver.model.times import parse_rfc3339
from aiobserver.store.history_contract import History as StoredHistory

_LARGEST_CHUNK = 256 * 2**20
_MOST_MESSAGES = 5_000


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    resource = HistoryResource(services.history, services.store.history, services.plugins)
    return (
        ("/api/history", resource, None),
        ("/api/history/import", resource, "import"),
        ("/api/history/watch", resource, "watch"),
        ("/api/history/files", resource, "files"),
        ("/api/history/transcripts", resource, "transcripts"),
        ("/api/conversations/{session_id:path}", ConversationResource(services.conversations), None),
    )


class HistoryResource:
    """Transcripts on disk, and what of them is stored."""

    def __init__(self, history: History, stored: StoredHistory, plugins: Plugins) -> None:
        self._history = history
        self._stored = stored
        self._plugins = plugins

    async def on_get(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        titles = {entry.tool.id: entry.tool.title for entry in self._plugins.entries}
        tools = [tool_json(tool, titles.get(tool.tool, tool.tool)) for tool in await self._history.tools()]
        answer(
            resp,
            {
                "tools": tools,
                "import": run_json(self._history.run),
                "watching": run_json(self._history.follow_run),
                "keepText": self._history.keeps_text,
            },
        )

    async def on_delete(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        tool = query(req).get("tool", "")
        if not tool:
            raise InvalidRequest("tool: expected the tool whose history is to be forgotten")
        answer(resp, {"sightings": await self._history.forget(tool)})

    async def on_post_import(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = await read_object(req)
        run = await self._history.start(_tools(body.get("tools", [])), _since_ns(body.get("since")))
        resp.status = falcon.HTTP_202
        answer(resp, run_json(run))

    async def on_get_import(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        runs = {"import": run_json(self._history.run), "watching": run_json(self._history.follow_run)}
        answer(resp, runs | {"keepText": self._history.keeps_text})

    async def on_delete_import(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        await self._history.cancel()
        answer(resp, run_json(self._history.run))

    async def on_put_watch(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        await self._history.watch(_tools((await read_object(req)).get("tools")))
        answer(resp, {"watching": run_json(self._history.follow_run)})

    async def on_get_files(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        files = await self._stored.files(query(req).get("tool") or None)
        answer(resp, {"files": [file_json(file) for file in files]})

    async def on_post_transcripts(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = await read_body(req, _LARGEST_CHUNK)
        chunks = await asyncio.to_thread(decoded, body)
        answer(resp, known_json(await self._history.take(chunks, len(body))))


class ConversationResource:
    """The conversation of a session."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, session_id: str) -> None:
        params = query(req)
        limit, offset = page(params, _MOST_MESSAGES)
        conversation = await self._conversations.of(session_id)
        wanted = params.get("search", "").casefold()
        messages = [message for message in conversation.messages if wanted in message.text.casefold()]
        answer(
            resp,
            {
                "origin": conversation.origin,
                "paths": conversation.paths,
                "total": len(messages),
                "messages": [message_json(message) for message in messages[offset : offset + limit]],
            },
        )


def _tools(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(tool, str) for tool in value):
        raise InvalidRequest('tools: expected a list of tools, such as ["a", "b"]')
    return value


def _since_ns(value: Any) -> int:
    if value is None:
        return 0
    try:
        return parse_rfc3339(value if "T" in value else f"{value}T00:00:00Z")
    except (ValueError, TypeError, AttributeError):
        raise InvalidRequest(f"since: {str(value)[:60]!r} is no date such as 2026-06-01") from None
