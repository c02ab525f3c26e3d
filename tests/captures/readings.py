"""What a server answers, put into a form that can be compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.server import EVER, JSON, Server

_PAGE = 1000
_BATCH = 50


def totals(server: Server, metric: str, *labels: str, **parameters: object) -> dict[tuple[str, ...], float]:
    """Increase (or mean, of a gauge) over all time by label values, at most one beside service and type; no zeros."""
    breakdown = [("breakdown", label) for label in labels if label not in ("service", "type")]
    answer = server.api("/api/metrics/series", name=metric, aggregate="true", **dict(breakdown), **EVER, **parameters)
    return _by_labels(answer["series"], labels)


def all_totals(server: Server, metrics: Sequence[str]) -> dict[str, dict[tuple[str, ...], float]]:
    """`totals` of many metrics by service, type and model, asked for together."""
    found = {}
    for start in range(0, len(metrics), _BATCH):
        queries = [
            {"id": name, "name": name, "aggregate": True, "breakdown": "model"}
            for name in metrics[start : start + _BATCH]
        ]
        body = json.dumps({**EVER, "queries": queries}).encode()
        answer = server.request("POST", "/api/metrics/batch-series", body, {"Content-Type": JSON})
        for result in answer.json()["results"]:
            assert result["success"], result
            found[result["id"]] = _by_labels(result["series"], ("service", "type", "model"))
    return found


def _by_labels(shown: Sequence[Mapping[str, Any]], labels: Sequence[str]) -> dict[tuple[str, ...], float]:
    found: Counter[tuple[str, ...]] = Counter()
    for series in shown:
        key = tuple(series["labels"].get(label, "") for label in labels)
        found[key] += sum(value for _, value in series["datapoints"])
    return {key: round(value, 9) for key, value in found.items() if value}


def by(label: str, server: Server, metric: str, **parameters: object) -> dict[str, float]:
    """As `totals`, for one label."""
    return {key[0]: value for key, value in totals(server, metric, label, **parameters).items()}


def sessions(server: Server) -> list[dict[str, Any]]:
    """All sessions, by id."""
    found = list(pages(server, "/api/sessions", "sessions"))
    return sorted(found, key=lambda session: str(session["sessionId"]))


def pages(server: Server, path: str, key: str, **parameters: object) -> Iterator[dict[str, Any]]:
    """All items of a list, whatever its length."""
    offset = 0
    while True:
        answer = server.api(path, limit=_PAGE, offset=offset, **EVER, **parameters)
        yield from answer[key]
        offset += len(answer[key])
        if not answer["hasMore"]:
            assert offset == answer["total"], (path, parameters)
            return


def everything(server: Server) -> dict[str, Any]:
    """All that must not depend on the order and number of arrivals."""
    stats = server.api("/api/stats", **EVER)
    del stats["metricCount"]  # increments of a cumulative series: their sum counts, not how many they are
    metrics = server.api("/api/metrics/names")["names"]
    return {
        "stats": stats,
        "services": server.api("/api/services"),
        "metrics": metrics,
        "totals": all_totals(server, metrics),
        "sessions": [_rounded(session) for session in sessions(server)],
        "levels": server.api("/api/logs/levels", **EVER),
        "logs": sorted(map(repr, pages(server, "/api/logs", "logs"))),
        "traces": sorted(map(repr, pages(server, "/api/traces", "traces"))),
        "dropped": dropped(server),
    }


def dropped(server: Server) -> int:
    """Log records that plugins chose not to store."""
    return status_count(server, "dropped")


def status_count(server: Server, kind: str) -> int:
    """A total of /api/status, over all services and signals."""
    counted = server.api("/api/status")[kind]
    return int(counted["total"]) if isinstance(counted, dict) else sum(int(item["count"]) for item in counted)


def _rounded(session: dict[str, Any]) -> dict[str, Any]:
    return session | {"cost": round(session.get("cost", 0), 9)}
