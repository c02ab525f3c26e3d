"""The errors of AI Observer.

AIObserverError
├── ConfigError                 a setting is wrong                                    exit 2
├── DatabaseError
│   ├── DatabaseUnusable        path or file cannot be the database                   exit 2
│   └── DatabaseInUse           another instance has it                               exit 3
├── PortInUse                   a port is taken                                       exit 4
├── SetupRefused                a tool's own configuration is left as it is           exit 1
├── ServiceError                no supervisor, or it refuses                          exit 1
├── RequestError                the sender's fault, permanent
│   ├── InvalidRequest          cannot be understood                                  400
│   │   └── UnreadableElement   an element of an export, refused alone                200, or 400 as InvalidRequest
│   ├── Unauthorized            no token, or a wrong one                              401
│   ├── Forbidden               not allowed                                           403
│   │   ├── ForeignHost         by a name that is not the server's                    403
│   │   └── ForeignOrigin       by a web page of another origin                       403
│   ├── NotFound                no such thing                                         404
│   ├── Conflict                something else goes on that must end first            409
│   ├── TooLarge                over a limit                                          413
│   ├── UnsupportedMedia        content type                                          415
│   │   └── UnsupportedEncoding content encoding                                      415
│   └── HeadersTooLarge         too many headers, or too long ones                    431
└── Unavailable                 try again later                                       503 + Retry-After
    ├── NoAnswer                a command asks a server that does not answer          exit 1
    ├── QueryTimeout            a query took too long                                 503
    └── TooManyAttempts         wrong tokens, again and again                         429
"""

from __future__ import annotations


class AIObserverError(Exception):
    """Root of all errors raised on purpose; `str(error)` is one line for the user."""


class ConfigError(AIObserverError):
    """A setting has a value that cannot be used."""


class DatabaseError(AIObserverError):
    """The database cannot be opened."""


class DatabaseUnusable(DatabaseError):
    """The path or the file cannot be the database."""


class DatabaseInUse(DatabaseError):
    """Another instance has the database."""

    def __init__(self, message: str, port: int | None = None) -> None:
        """:param port: of its API; None: it does not listen, or is not known."""
        super().__init__(message)
        self.port = port


class PortInUse(AIObserverError):
    """A port to listen on is taken."""


class SetupRefused(AIObserverError):
    """A tool's configuration cannot or must not be changed."""


class ServiceError(AIObserverError):
    """The service cannot be managed: no supported supervisor was found, or it refuses."""


class RequestError(AIObserverError):
    """The request is wrong and would be wrong again."""


class InvalidRequest(RequestError):
    """The request cannot be understood; `where` is the path of the first bad field, or empty."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.reason = message
        self.where = where


class UnreadableElement(InvalidRequest):
    """An element of an export cannot be read; the records that it does not hold can be stored all the same."""


class Unauthorized(RequestError):
    """The server has a token, and the request has none or a wrong one."""


class Forbidden(RequestError):
    """Whoever asks is not allowed to."""


class ForeignHost(Forbidden):
    """The server is called by a name that is not its own."""


class ForeignOrigin(Forbidden):
    """A web page of another origin asks."""


class NotFound(RequestError):
    """The requested object does not exist."""


class Conflict(RequestError):
    """Something else is going on, which must end first."""


class TooLarge(RequestError):
    """The request, or what it asks for, is over a limit."""


class UnsupportedMedia(RequestError):
    """The content type is not supported."""


class UnsupportedEncoding(UnsupportedMedia):
    """The content encoding is not supported."""


class HeadersTooLarge(RequestError):
    """The request has too many headers, or too long ones."""


class Unavailable(AIObserverError):
    """Cannot be done now; trying again after `retry_after_s` seconds (1…60) may succeed."""

    def __init__(self, message: str, retry_after_s: int = 1) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class NoAnswer(Unavailable):
    """A server does not answer at all."""


class QueryTimeout(Unavailable):
    """A query took too long and was stopped."""


class TooManyAttempts(Unavailable):
    """Too many wrong tokens came from this address."""
