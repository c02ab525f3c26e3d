"""The identity of a metric series."""

from __future__ import annotations

import json
from hashlib import blake2b


def series_id(
    metric: str,
    metric_type: str,
    temporality: int,
    monotonic: bool,
    resource_attributes: str | None,
    scope: tuple[str, str, str | None],
    attributes: str | None,
) -> int:
    """A number (64 bits) for a full series, the same in every process and whatever the order of the attributes.

    :param scope: name, version and attributes (JSON text) of the instrumentation scope.
    """
    identity = (
        metric,
        metric_type,
        temporality,
        monotonic,
        _canonical(resource_attributes),
        scope[0],
        scope[1],
        _canonical(scope[2]),
        _canonical(attributes),
    )
    return int.from_bytes(blake2b(json.dumps(identity).encode(), digest_size=8).digest(), "big")


def _canonical(attributes: str | None) -> str:
    return json.dumps(json.loads(attributes), sort_keys=True) if attributes else ""
