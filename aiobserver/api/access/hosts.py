"""Allow-lists of host names and origins of web pages (spec of the rules: docs/decisions/0010)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass

from aiobserver.errors import ForeignHost, ForeignOrigin, InvalidRequest

_HOST = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[A-Za-z0-9._-]+))(?::(?P<port>[0-9]{1,5}))?")
_DEVELOPMENT_ORIGINS = ("http://localhost:5173", "http://localhost:8080")


@dataclass(frozen=True, slots=True)
class Caller:
    """The headers of a request that tell its origin."""

    host: str | None
    origin: str | None
    fetch_site: str | None
    scheme: str


class HostRules:
    """The allow-lists of one port."""

    def __init__(
        self, *, bound: Collection[str], names: Collection[str], origins: Collection[str] = (), token: bool = False
    ) -> None:
        """
        :param bound: addresses the port listens on. :param names: additional names of the server.
        :param token: without a token only names of this machine and configured ones are served, whatever is bound.
        """
        addresses = [ipaddress.ip_address(address) for address in bound] if token else []
        self._names = {str(address) for address in addresses if not address.is_unspecified}
        self._names.update(name.strip("[]").rstrip(".") for name in names)
        self._any_address = any(address.is_unspecified for address in addresses)
        self._origins = {*origins, *_DEVELOPMENT_ORIGINS} if origins else set()

    def check_host(self, host: str | None) -> None:
        """
        :raises InvalidRequest: no host, or none that can be understood.
        :raises ForeignHost: a name this server is not called by; without this check any web page could rebind its own.
        """
        match = _HOST.fullmatch(host or "")
        if match is None:
            raise InvalidRequest("the Host header is missing or malformed")
        name = (match["v6"] or match["name"]).lower().rstrip(".")
        if not self._is_known(name):
            raise ForeignHost(
                f"host {name!r} is not served; add it to AI_OBSERVER_ALLOWED_HOSTS if it is yours, "
                "or set AI_OBSERVER_TOKEN to serve other machines"
            )

    def check_origin(self, caller: Caller, *, reading: bool) -> None:
        """
        :param reading: the method is safe, so a request without an origin is let through.
        :raises ForeignOrigin: a web page of another origin sends this.
        """
        if caller.origin is not None:
            if not self.is_own(caller):
                raise ForeignOrigin(f"origin {caller.origin[:200]!r} is not allowed; see AI_OBSERVER_FRONTEND_URL")
        elif not reading and caller.fetch_site not in (None, "same-origin", "none"):
            raise ForeignOrigin("requests of other web pages are not allowed")

    def is_own(self, caller: Caller) -> bool:
        """True if the origin is the page's own or an allowed one."""
        return caller.origin == f"{caller.scheme}://{caller.host}" or caller.origin in self._origins

    def _is_known(self, name: str) -> bool:
        if name in self._names or name == "localhost" or name.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # a name can be rebound to us, an address cannot: 0.0.0.0 is not an address one can have
        return address.is_loopback or (self._any_address and not address.is_unspecified)
