"""Which hosts are served and which origins may ask."""

from __future__ import annotations

import pytest

from aiobserver.api.access.hosts import Caller, HostRules
from aiobserver.errors import Forbidden, InvalidRequest

RULES = HostRules(bound=["127.0.0.1", "::1", "0.0.0.0", "192.168.1.5"], names=["box.home"], origins=["http://ui:3000"])
EVERYWHERE = HostRules(bound=["0.0.0.0"], names=["box.home"], token=True)

SERVED = [
    "localhost",
    "localhost:8080",
    "LOCALHOST",
    "localhost.",
    "app.localhost:1",
    "127.0.0.1",
    "127.8.9.1:8080",
    "[::1]:8080",
    "box.home",
    "Box.Home:9000",
]
FOREIGN = [
    "evil.com",
    "localhost.evil.com",
    "127.0.0.1.nip.io",
    "0.0.0.0:8080",
    "10.0.0.5",
    "192.168.1.5:8080",
    "[::2]",
    "home",
    "xlocalhost",
]
MALFORMED = [
    None,
    "",
    "localhost:8080@evil.com",
    "[::1%25eth0]",
    "local host",
    "a/b",
    "localhost:99999999",
    "[::1",
    "évil",
]


@pytest.mark.parametrize("host", SERVED)
def test_served_hosts(host: str) -> None:
    RULES.check_host(host)


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_hosts_are_refused_and_the_setting_named(host: str) -> None:
    with pytest.raises(Forbidden, match="AI_OBSERVER_ALLOWED_HOSTS"):
        RULES.check_host(host)


@pytest.mark.parametrize("host", [*SERVED, "192.168.1.5:8080", "10.0.0.5", "[2001:db8::1]:8080"])
def test_with_a_token_other_machines_are_served_by_address(host: str) -> None:
    EVERYWHERE.check_host(host)


@pytest.mark.parametrize("host", ["evil.com", "localhost.evil.com", "127.0.0.1.nip.io", "0.0.0.0:8080", "[::]", "home"])
def test_with_a_token_foreign_names_are_still_refused(host: str) -> None:
    with pytest.raises(Forbidden):
        EVERYWHERE.check_host(host)


@pytest.mark.parametrize(("host", "served"), [("192.168.1.5:8080", True), ("192.168.1.6", False), ("10.0.0.5", False)])
def test_with_a_token_one_bound_address_is_served_and_no_other(host: str, served: bool) -> None:
    rules = HostRules(bound=["192.168.1.5"], names=[], token=True)
    if served:
        rules.check_host(host)
    else:
        with pytest.raises(Forbidden, match="AI_OBSERVER_TOKEN"):
            rules.check_host(host)


@pytest.mark.parametrize("host", MALFORMED)
def test_malformed_hosts(host: str | None) -> None:
    with pytest.raises(InvalidRequest):
        RULES.check_host(host)


def caller(origin: str | None, fetch_site: str | None = None, host: str = "localhost:9000") -> Caller:
    return Caller(host=host, origin=origin, fetch_site=fetch_site, scheme="http")


@pytest.mark.parametrize("origin", [None, "http://localhost:9000", "http://ui:3000", "http://localhost:5173"])
def test_own_origins(origin: str | None) -> None:
    RULES.check_origin(caller(origin), reading=False)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.com", "null", "", "http://localhost:9999", "https://localhost:9000", "http://localhost.evil.com"],
)
@pytest.mark.parametrize("reading", [True, False])
def test_foreign_origins_are_refused(origin: str, reading: bool) -> None:
    with pytest.raises(Forbidden):
        RULES.check_origin(caller(origin), reading=reading)


@pytest.mark.parametrize("fetch_site", ["cross-site", "same-site"])
def test_a_page_that_hides_its_origin_may_only_read(fetch_site: str) -> None:
    RULES.check_origin(caller(None, fetch_site), reading=True)
    with pytest.raises(Forbidden):
        RULES.check_origin(caller(None, fetch_site), reading=False)
