"""Token mode: each request needs the token, or the cookie of a session opened with it (docs/decisions/0016)."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256

from aiobserver.api.access.attempts import Attempts
from aiobserver.errors import Unauthorized

SESSION_S = 30 * 86_400
_SESSIONS = 1_000
_SESSION_BYTES = 32
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Credentials:
    """The credentials of a request."""

    authorization: str | None
    cookies: Collection[str]
    """Values of the session cookie; more than one if another path or name set one, too."""
    address: str
    """The client's IP address."""


class Access:
    """Knows the token and the open sessions; these end with the server, at a logout and after 30 days."""

    def __init__(self, token: str, now: Callable[[], float] = time.monotonic) -> None:
        self._token = _digest(token)
        self._now = now
        self._attempts = Attempts(now)
        self._sessions: dict[bytes, float] = {}
        """Digest of the cookie → when it ends, the oldest first; a lookup by digest tells nothing by its time."""

    def check(self, shown: Credentials) -> None:
        """
        :raises Unauthorized: no token and no open session, or a wrong token.
        :raises TooManyAttempts: too many wrong tokens came from this address.
        """
        if any(self._is_open(cookie) for cookie in shown.cookies):
            return
        text = shown.authorization
        if text is None or not text.lower().startswith(_SCHEME):
            raise Unauthorized("this server requires a token: send the header Authorization: Bearer …")
        self.check_token(text[len(_SCHEME) :].strip(), shown.address)

    def check_token(self, token: str, address: str) -> None:
        """
        :raises Unauthorized: it is wrong. :raises TooManyAttempts: too many wrong ones came from this address.
        """
        self._attempts.check(address)
        if not hmac.compare_digest(_digest(token), self._token):
            self._attempts.count(address)
            raise Unauthorized("the token is wrong")

    def open_session(self) -> str:
        """The cookie of a new session; the oldest session ends if there are too many."""
        cookie = secrets.token_urlsafe(_SESSION_BYTES)
        self._sessions[_digest(cookie)] = self._now() + SESSION_S
        if len(self._sessions) > _SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        return cookie

    def close_sessions(self, cookies: Collection[str]) -> None:
        """End the sessions of these cookies; unknown cookies are ignored."""
        for cookie in cookies:
            self._sessions.pop(_digest(cookie), None)

    def _is_open(self, cookie: str) -> bool:
        return self._sessions.get(_digest(cookie), 0.0) > self._now()


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
