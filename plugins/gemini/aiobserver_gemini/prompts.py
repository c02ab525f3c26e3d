"""Prompts of a person and facts about sessions, as the events of Gemini CLI tell of them."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import Records, SessionFact, Turn
from aiobserver_gemini.calls import ANSWER, own_session, text_of


def prompts(records: Records) -> Iterator[Turn | SessionFact]:
    """One per prompt. Its id is no key: transcripts have another one, and prompts of one process share it."""
    if records.signal != "logs":
        return
    for position in records.positions("EventName", "gemini_cli.user_prompt"):
        yield Turn(position=position, turn=text_of(records.attributes(position).get("prompt_id")))
    for position in records.positions("EventName", ANSWER):
        session = own_session(records.attributes(position))
        parent = records.value(position, "SessionId")
        if session and parent:
            yield SessionFact(position=position, session=session, parent=parent)
