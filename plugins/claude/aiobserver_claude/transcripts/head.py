"""Facts that most lines of a session have in common."""

from __future__ import annotations

from aiobserver import Json, Place, text_at
from aiobserver_claude.transcripts.state import NOWHERE, Facts


class Head:
    """Session, agent and place of a line. They are read anew only if they differ from those of the line before."""

    def __init__(self, agent_type: str, fallback: str) -> None:
        self._told: tuple[object, ...] = ()
        self._agent_type = agent_type
        self._fallback = fallback
        self.session = ""
        """The session that asked for what the line tells of."""
        self.is_foreign = False
        """True: that is another one than the session whose transcript this is."""
        self.is_copy = False
        self.is_sidechain = False
        self.agent_id = ""
        self.agent = ""
        self.place = NOWHERE

    def turn_to(self, line: Json, facts: Facts, *, is_older: bool) -> None:
        """Takes in the next line.

        :param is_older: it was written before the file was begun.
        """
        get = line.get
        told = (
            is_older,
            get("sessionId"),
            get("requestSessionId"),
            get("isSidechain") is True,
            get("agentId"),
            get("attributionAgent"),
            get("version"),
            get("cwd"),
            get("gitBranch"),
        )
        if told != self._told:
            is_plain = all(value is None or isinstance(value, str | bool) for value in told)
            self._told = told if is_plain else ()
            self._read(line, facts, is_older=is_older)

    def _read(self, line: Json, facts: Facts, *, is_older: bool) -> None:
        session, origin = text_at(line, "sessionId"), text_at(line, "requestSessionId")
        self.session = origin or session or facts.session or self._fallback
        self.is_foreign = bool(origin) and origin != session
        self.is_copy = is_older or self.is_foreign
        self.is_sidechain = line.get("isSidechain") is True
        self.agent_id = text_at(line, "agentId") if self.is_sidechain else ""
        self.agent = (text_at(line, "attributionAgent") or self._agent_type) if self.is_sidechain else ""
        self.place = Place(directory=text_at(line, "cwd"), branch=text_at(line, "gitBranch"))
        if session and not self.is_sidechain:
            facts.learn(self.session, session, text_at(line, "version"), None if self.is_copy else self.place)
