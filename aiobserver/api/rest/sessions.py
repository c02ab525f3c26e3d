"""`/api/sessions`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import falcon.asgi

from aiobserver.answers.sessions import SessionAnswers
from aiobserver.api.http.ledger_shapes import figure_tokens_json
from aiobserver.api.http.media import AnswerRoom, EncodedList, Fragment, answer, answer_with_lists, encode, encode_list
from aiobserver.api.http.params import page, query, time_range
from aiobserver.api.http.shapes import log_json
from aiobserver.api.services import Services
from aiobserver.errors import NotFound
from aiobserver.model.columns import Row
from aiobserver.model.times import rfc3339
from aiobserver.store.sessions import Session, SessionFilter

_LISTS = {"prompt": "prompts", "request": "requests", "answer": "answers", "tool_call": "toolCalls"}


def routes(services: Services) -> Iterable[tuple[str, object, str | None]]:
    """(path, resource, suffix)"""
    sessions = SessionsResource(SessionAnswers(services.store.sessions, services.plugins))
    return (("/api/sessions", sessions, None), ("/api/sessions/{session_id:path}", sessions, "one"))


def _by_role(events: Iterable[Row]) -> dict[str, EncodedList]:
    """The lists of a session's events."""
    lists: dict[str, list[Fragment]] = {name: [] for name in (*_LISTS.values(), "errors")}
    room = AnswerRoom()
    for role, failed, *row in events:
        text = encode(log_json(tuple(row)))
        room.take(len(text))
        shape = Fragment(text)
        if role in _LISTS:
            lists[_LISTS[role]].append(shape)
        if failed:
            lists["errors"].append(shape)
    return {name: encode_list(shapes) for name, shapes in lists.items()}


def _texts(session: Session) -> dict[str, str]:
    return {
        "title": session.title,
        "prompt": session.prompt,
        "version": session.version,
        "parentSessionId": session.parent,
        "project": session.project,
        "directory": session.directory,
        "branch": session.branch,
    }


class SessionsResource:
    """Lists and shows sessions."""

    def __init__(self, sessions: SessionAnswers) -> None:
        self._sessions = sessions

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        params = query(req)
        span = time_range(params)
        limit, offset = page(params)
        given: dict[str, Any] = {name: params.get(name) or None for name in ("service", "tool", "project")}
        wanted = SessionFilter(span.from_ns, span.to_ns, **given)
        found, total = await self._sessions.page(wanted, limit, offset)
        sessions = [self._shape(session) for session in found]
        answer(resp, {"sessions": sessions, "total": total, "hasMore": offset + len(sessions) < total})

    async def on_get_one(self, _req: falcon.asgi.Request, resp: falcon.asgi.Response, session_id: str) -> None:
        found = await self._sessions.get(session_id, _by_role)
        if found is None:
            raise NotFound(f"no session {session_id[:100]!r}")
        session, lists = found
        answer_with_lists(resp, self._shape(session), lists)

    def _shape(self, session: Session) -> dict[str, Any]:
        entry = self._sessions.tool_of(session)
        return {
            "sessionId": session.session_id,
            **({"toolId": entry.tool.id} if entry else {}),
            "serviceName": self._sessions.service_of(session),
            "startTime": rfc3339(session.start_ns),
            "lastTime": rfc3339(session.last_ns),
            "promptCount": session.prompts,
            "requestCount": session.requests,
            "errorCount": session.errors,
            "toolCallCount": session.tool_calls,
            "tokens": session.tokens if session.figures is None else figure_tokens_json(session.figures),
            "totalTokens": self._sessions.total_tokens(session),
            **({"cost": session.cost} if session.cost is not None else {}),
            "models": session.models,
            "agents": session.agents,
            "sources": session.sources,
            **{name: value for name, value in _texts(session).items() if value},
        }
