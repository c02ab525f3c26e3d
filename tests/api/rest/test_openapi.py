"""openapi.yaml is the contract: the live routes are those it names, and answers have the shapes it gives."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from aiobserver.api.app import create_api
from aiobserver.api.services import Services
from tests.chance import share_of
from tests.conformance.exports import SIGNALS, Sample
from tests.server import Server

DOCUMENT: dict[str, Any] = yaml.safe_load((files("aiobserver.api") / "openapi.yaml").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
METHODS = ("get", "post", "put", "delete")


def described() -> set[tuple[str, str]]:
    return {(path, method) for path, item in DOCUMENT["paths"].items() for method in item}


def live(services: Services) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    nodes: list[Any] = list(create_api(services)._router._roots)
    while nodes:
        node = nodes.pop()
        nodes += node.children
        if node.resource is not None:
            found |= {
                (node.uri_template.replace(":path}", "}"), method.lower())
                for method, responder in node.method_map.items()
                if method.lower() in METHODS and "responder" not in responder.__name__
            }
    return found


def test_the_contract_names_the_live_routes_and_no_others(services: Services) -> None:
    assert live(services) == described()


def test_every_schema_is_used() -> None:
    text = json.dumps(DOCUMENT)
    unused = [name for name in DOCUMENT["components"]["schemas"] if f"#/components/schemas/{name}" not in text]
    assert unused == []


@pytest.fixture(scope="module")
def filled(server: Server) -> Server:
    """A server that has something of everything."""
    for signal in SIGNALS:
        sample = Sample(signal, "contract")
        assert server.post(sample.path, sample.body("protobuf", 3)).status == 200
    return server


OPERATIONS = sorted((path, method) for path, method in described() if path != "/ws")


@pytest.mark.chance
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[" ".join(operation) for operation in OPERATIONS])
def test_answers_are_as_described(filled: Server, path: str, method: str) -> None:
    """Whatever is asked, within the contract or not."""
    operation = SCHEMA[path][method.upper()]

    @given(case=operation.as_strategy())
    @settings(
        max_examples=share_of(20),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Case[Any]) -> None:
        case.call_and_validate(base_url=f"http://127.0.0.1:{filled.api_port}", checks=CHECKS, timeout=20)

    ask()
