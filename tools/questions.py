"""What `tools.compare_answers` asks a server that holds the recorded exports of tests/data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from tests.server import EVER, JSON, PROTOBUF

DATES = {"from": "2026-11-23T15:40:00Z", "to": "2026-11-23T16:10:00Z"}
"""When the recordings were made; short enough for series by the second."""
PART = {"from": "2026-11-23T15:50:00.5+00:00", "to": "2026-11-23T16:05:08.979Z"}
STATISTICS = ("sum", "count", "avg", "p50", "p90", "p95", "p99")
LOG_STATISTICS = (*STATISTICS, "min", "max")
SEARCHES = ("error", "TOOL", "claude", "gpt", "%", "_", "é", '"', "\\", "README", "no such text")
WIDGET = {"widgetType": "metric_value", "title": "Tokens", "gridColumn": 1, "gridRow": 1, "colSpan": 1, "rowSpan": 1}
BOARDS = "/api/dashboards"
_SHORT = 100
_FEW = 3
_MOST_QUERIES = 50
"""Of one batch."""

Query = Mapping[str, object]


class Asks(Protocol):
    """Asks the API port; what it answers is written down, and returned if it is JSON."""

    def get(self, path: str, /, **query: object) -> Any:
        """The answer to GET."""

    def send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:
        """The answer to a request with a body: bytes as they are, all else as JSON."""


def read_all(ask: Asks) -> None:
    """All reads of what is stored."""
    read_lists(ask)
    for read in (read_series, read_batches, read_log_series):
        read(ask)


def read_lists(ask: Asks) -> None:
    """Totals, and what is stored one by one."""
    for read in (read_totals, read_traces, read_points, read_logs, read_sessions):
        read(ask)


def read_totals(ask: Asks) -> None:
    for path in ("/health", "/api/session", "/api/services", "/api/tools", "/api/status", "/api/stats", "/ws"):
        ask.get(path)
    for span in (EVER, DATES, PART):
        ask.get("/api/stats", **span)


def read_traces(ask: Asks) -> None:
    filters: list[Query] = [
        *({"status": status} for status in ("UNSET", "ok", "ERROR")),
        *({"minDuration": duration} for duration in ("1000000", "500ms", "2s")),
        *({"main": main} for main in ("true", "false")),
        *({"service": service} for service in _services(ask)),
        *({"search": text} for text in SEARCHES),
        {"main": "true", "status": "ERROR", "search": "tool", "minDuration": "1ms"},
    ]
    _read_lists(ask, "/api/traces", filters)
    for limit in (1, 50, 100, 1000):
        ask.get("/api/traces/recent", limit=limit)
    for trace in ask.get("/api/traces", **EVER, limit=1000)["traces"]:
        ask.get(f"/api/traces/{trace['id']}")
        ask.get(f"/api/traces/{trace['id']}/spans")


def read_points(ask: Asks) -> None:
    kinds = ("gauge", "sum", "histogram", "exponential_histogram", "summary")
    services = _services(ask)
    _read_lists(ask, "/api/metrics", [*({"type": kind} for kind in kinds), *({"service": name} for name in services)])
    for service in services:
        ask.get("/api/metrics/names", service=service)
    for name, attributes in _metrics(ask).items():
        for attribute in attributes[:_FEW]:
            ask.get("/api/metrics/breakdown-values", name=name, attribute=attribute)
        ask.get("/api/metrics/breakdown-values", name=name, attribute="type", service=services[0])


def read_series(ask: Asks) -> None:
    path = "/api/metrics/series"
    for name, attributes in _metrics(ask).items():
        ask.get(path, name=name, **DATES)
        for span in (EVER, PART):
            ask.get(path, name=name, **span, aggregate="true")
        for stat in STATISTICS:
            ask.get(path, name=name, **DATES, stat=stat, interval="5 minutes")
        for attribute in attributes[:_FEW]:
            ask.get(path, name=name, **DATES, breakdown=attribute, aggregate="true")
        for attribute in attributes[:1]:
            ask.get(path, name=name, **PART, breakdown=attribute, interval="60s")


def read_batches(ask: Asks) -> None:
    path, names = "/api/metrics/batch-series", list(_metrics(ask))
    for service in _services(ask):
        for first in range(0, len(names), _MOST_QUERIES):
            some = names[first : first + _MOST_QUERIES]
            queries = [{"id": name, "name": name, "service": service, "aggregate": True} for name in some]
            ask.send("POST", path, {**DATES, "queries": queries})
    mixed = [{"id": "a", "name": names[0], "interval": 60}, {"id": "b", "name": names[0], "stat": "none"}]
    ask.send("POST", path, {**DATES, "interval": "5m", "queries": [*mixed, {"id": "c", "name": "?"}]})


def read_logs(ask: Asks) -> None:
    logs = ask.get("/api/logs", **EVER, limit=1000)["logs"]
    seen = {key: sorted({log[key] for log in logs if key in log}) for key in ("severityText", "eventName", "traceId")}
    filters: list[Query] = [
        *({"service": service} for service in _services(ask)),
        *({"severity": level} for level in (*seen["severityText"], "warn", "UNSPECIFIED", "FATAL")),
        *({"event": event} for event in (*seen["eventName"], "none")),
        *({"traceId": trace_id} for trace_id in (*seen["traceId"][:10], "none")),
        *({"search": text} for text in SEARCHES),
        {"severity": "INFO", "search": "tool", "service": "codex_exec"},
    ]
    _read_lists(ask, "/api/logs", filters)
    for chosen in ({}, *filters):
        ask.get("/api/logs/histogram", **DATES, **chosen, interval="5m")
    ask.get("/api/logs/histogram", **PART)
    for service in ({}, *({"service": service} for service in _services(ask))):
        ask.get("/api/logs/levels", **EVER, **service)


def read_log_series(ask: Asks) -> None:
    for event, attributes in _events(ask).items():
        ask.get("/api/logs/series", **DATES, event=event)
        total = {"event": event, "aggregate": "true", **EVER}
        for attribute, value in attributes.items():
            ask.get("/api/logs/series", **total, breakdown=attribute)
            ask.get("/api/logs/series", **total, attribute=attribute, equals=value)
        for attribute in [name for name, value in attributes.items() if value.replace(".", "").isdigit()][:_FEW]:
            ask.get("/api/logs/series", event=event, value=attribute, interval="60", **DATES)
            for stat in LOG_STATISTICS:
                ask.get("/api/logs/series", **total, value=attribute, stat=stat)


def read_sessions(ask: Asks) -> None:
    _read_lists(ask, "/api/sessions", [{"service": service} for service in _services(ask)])
    for session in ask.get("/api/sessions", **EVER, limit=1000)["sessions"]:
        ask.get(f"/api/sessions/{quote(session['sessionId'], safe='')}")


def change_dashboards(ask: Asks) -> None:
    """Everything that can be done with dashboards and widgets, each change followed by reads."""
    ask.get(BOARDS)
    ask.get(f"{BOARDS}/default")
    board = ask.send("POST", BOARDS, {"name": "Mine 日本", "description": "why"})["id"]
    other = ask.send("POST", BOARDS, {"name": "Other", "isDefault": True})["id"]
    path = f"{BOARDS}/{board}"
    first, second = (ask.send("POST", f"{path}/widgets", WIDGET | {"gridColumn": column})["id"] for column in (1, 3))
    ask.send("POST", f"{path}/widgets", {**WIDGET, "gridRow": 2, "config": {"metric": "x", "own": [1, 2.5, None]}})
    ask.send("PUT", f"{path}/widgets/{first}", {"title": "Cost", "colSpan": 2, "config": None})
    moves = [{"id": second, "gridColumn": 1, "gridRow": 5}, {"id": first, "gridColumn": 2, "gridRow": 0, "rowSpan": 3}]
    ask.send("PUT", f"{path}/widgets/positions", {"positions": moves})
    ask.send("PUT", f"{path}/widgets/positions", {"positions": [*moves, {"id": "none", "gridColumn": 1, "gridRow": 1}]})
    ask.get(path)
    ask.send("DELETE", f"{path}/widgets/{second}")
    ask.send("PUT", path, {"name": "Changed", "description": ""})
    ask.send("PUT", f"{path}/default")
    refused: list[object] = [{}, [], "text", {"name": ""}, {"name": 5}, {"name": "x" * 256}, {"isDefault": "yes"}]
    for body in refused:
        ask.send("POST", BOARDS, body)
        ask.send("PUT", path, body)
    changes: list[Query] = [{"widgetType": ""}, {"gridColumn": 5}, {"colSpan": -1}, {"config": []}]
    for change in changes:
        ask.send("POST", f"{path}/widgets", {**WIDGET, **change})
        ask.send("PUT", f"{path}/widgets/{first}", change)
    ask.send("DELETE", f"{BOARDS}/{other}")
    for kept in (path, f"{BOARDS}/{other}", f"{BOARDS}/default", BOARDS):
        ask.get(kept)


def delete_records(ask: Asks) -> None:
    """Dry runs and refusals, then what they chose."""
    session = ask.get("/api/sessions", **EVER, limit=1)["sessions"][0]["sessionId"]
    chosen: list[Query] = [
        {"session": session},
        {"service": "gemini-cli", "compact": "false"},
        {"signal": "traces,logs", **PART},
        {"signal": "metrics", "to": DATES["to"], "service": "codex_exec"},
    ]
    refused: list[Query] = [{}, {"signal": "none"}, {"from": "x"}, chosen[0], {**chosen[0], "confirm": 0}]
    for query in refused:
        _delete(ask, query)
    for query in ({"service": "none"}, *chosen):
        total = _delete(ask, {**query, "dryRun": "true"})["total"]
        _delete(ask, {**query, "confirm": total})


def _delete(ask: Asks, query: Query) -> Any:
    return ask.send("DELETE", f"/api/data?{urlencode(query)}")


def make_backup(ask: Asks) -> None:
    for method in ("GET", "POST", "GET"):
        ask.send(method, "/api/backups")


def ask_wrongly(ask: Asks, methods_of: Mapping[str, set[str]]) -> None:
    """Bad parameters, bodies, headers and ids; and of each path all methods that it has not, and those without body."""
    for path, query in _bad_parameters():
        ask.get(path, **query)
    for path, methods in methods_of.items():
        unknown = path.replace("{", "none-").replace("}", "")
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH"):
            if "{" in path or method not in methods:
                ask.send(method, unknown)
    for headers in ({"Content-Type": "text/plain"}, {}, {"Content-Type": JSON}):
        for body in (b"{", b"[]", b"\xff", b"[" * 100, b'{"name": "' + b"x" * 2**20 + b'"}'):
            ask.send("POST", BOARDS, body, headers)
            ask.send("POST", "/api/metrics/batch-series", body, headers)
    batches: list[list[object]] = [[], [1], [{"id": "a"}], [{}] * (_MOST_QUERIES + 1)]
    for queries in batches:
        ask.send("POST", "/api/metrics/batch-series", {"queries": queries})
    for headers in ({"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://localhost:8080"}):
        for method in ("GET", "OPTIONS", "POST"):
            ask.send(method, BOARDS, None, headers)
    for path in ("/api", "/api/none", "/none.js", "/../x", "/api/traces/"):
        ask.get(path)


def log_in(ask: Asks, token: str) -> None:
    """What a server with a token answers without one, with a wrong one and with the right one; logging in and out."""
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Bearer {token}"}):
        for path in ("/health", "/api/session", "/api/stats", "/ws"):
            ask.send("GET", path, None, headers)
    for body in ({}, {"token": 1}, {"token": "wrong"}, {"token": token}):
        ask.send("POST", "/api/session", body)
    ask.send("DELETE", "/api/session")


def wrong_exports() -> Iterator[tuple[str, str, bytes, str]]:
    """(method, path, body, content type) that the OTLP port refuses, or takes in part."""
    log = {"timeUnixNano": "1795449600000000000", "body": {"stringValue": "hello"}}
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [log, {**log, "traceId": "xyz"}]}]}]}
    for path in ("/v1/traces", "/v1/metrics", "/v1/logs", "/"):
        for kind in (JSON, PROTOBUF, "text/plain"):
            for body in (b"", b"{}", b"{", b"\xff\xff"):
                yield "POST", path, body, kind
        for method in ("GET", "HEAD", "OPTIONS", "PUT"):
            yield method, path, b"", JSON
    yield "POST", "/v1/logs", json.dumps(logs).encode(), JSON
    yield "POST", "/v1/none", b"{}", JSON
    yield "GET", "/health", b"", JSON


def _bad_parameters() -> Iterator[tuple[str, Query]]:
    lists = ("/api/traces", "/api/metrics", "/api/logs", "/api/sessions", "/api/stats", "/api/logs/levels")
    for path in lists:
        for query in ({"from": "x"}, {"to": "now-6x"}, {"from": DATES["to"], "to": DATES["from"]}, {"limit": "x"}):
            yield path, query
    yield from (("/api/traces", query) for query in ({"status": "x"}, {"minDuration": "x"}, {"main": "x"}))
    yield "/api/metrics", {"type": "x"}
    yield from (("/api/metrics/breakdown-values", query) for query in ({}, {"name": "x"}, {"attribute": "x"}))
    for path, query in (("/api/metrics/series", {"name": "x"}), ("/api/logs/series", {"event": "x"})):
        yield path, {}
        yield path, {**query, "stat": "x"}
        yield path, {**query, "stat": "sum"}
        yield from ((path, {**query, **EVER, "interval": width}) for width in ("0", "x", "1s", "-1"))
    yield from (("/api/logs/histogram", {**EVER, "interval": width}) for width in ("0", "1s"))


def _read_lists(ask: Asks, path: str, filters: list[Query]) -> None:
    """A list with each filter and each range, all its pages, and pages that are not there."""
    for chosen in ({}, *filters):
        for span in (EVER, PART):
            ask.get(path, **span, **chosen, limit=20)
    for query in ({"limit": 1000}, {"limit": 5, "preview": "true"}, {"offset": 10**6}, {"limit": 0}, {"offset": -1}):
        ask.get(path, **EVER, **query)
    offset = 0
    while ask.get(path, **EVER, limit=50, offset=offset)["hasMore"]:
        offset += 50


def _services(ask: Asks) -> list[str]:
    services: list[str] = ask.get("/api/services")["services"]
    return services


def _metrics(ask: Asks) -> dict[str, list[str]]:
    """Metric → attributes of its points."""
    found: dict[str, list[str]] = {}
    for name in ask.get("/api/metrics/names")["names"]:
        points = ask.get("/api/metrics", **EVER, name=name, limit=1000)["metrics"]
        found[name] = sorted({key for point in points for key in point.get("attributes", {})})
    return found


def _events(ask: Asks) -> dict[str, dict[str, str]]:
    """Event → its short attributes with a value of each."""
    found: dict[str, dict[str, str]] = {}
    for log in ask.get("/api/logs", **EVER, limit=1000)["logs"]:
        values = found.setdefault(log.get("eventName", "none"), {})
        texts = {key: str(value) for key, value in log.get("logAttributes", {}).items()}
        values.update({key: text for key, text in texts.items() if len(text) < _SHORT})
    return found
