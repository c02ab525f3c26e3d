"""Series of metrics as the API answers them: gaps filled, parts marked, totals without parts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aiobserver.answers.buckets import bucket_starts_ms
from aiobserver.errors import InvalidRequest
from aiobserver.hooks.host import Plugins
from aiobserver.model.declared import BreakdownValue, MetricInfo
from aiobserver.model.times import Range
from aiobserver.store.contract import MetricReads
from aiobserver.store.metrics import AttributeValue, Bound, PartsOf, Series, SeriesQuery

_MS_NS = 10**6
_SECOND_NS = 10**9
_MOST_POINTS = 2_000_000
"""Bound of an answer: some 60 MB of JSON."""
_TYPE_ATTRIBUTES = ("type", "gen_ai.token.type")


class SeriesAnswers:
    """Reads series and puts them into their JSON shape."""

    def __init__(self, metrics: MetricReads, plugins: Plugins) -> None:
        self._metrics = metrics
        self._plugins = plugins

    async def read(self, query: SeriesQuery) -> dict[str, Any]:
        """`{"series": […]}`; an aggregate of what adds up also has the `total`, without what does not count."""
        found = await self._metrics.series(query, self._hidden_parts(query))
        _check_size(query, len(found))
        shown = [(series, self._left_out(query, series)) for series in found]
        answer: dict[str, Any] = {"series": [_shape(query, series, value) for series, value in shown]}
        if query.width_s == 0 and all(series.adds_up for series in found):
            wholes = (series for series, value in shown if value is None)
            answer["total"] = sum(value for series in wholes for value in series.points.values())
        return answer

    def _hidden_parts(self, query: SeriesQuery) -> PartsOf | None:
        """Parts that no label of the answer shows as excluded from totals; usually None."""

        def parts_of(service: str) -> list[AttributeValue]:
            return [part for entry in self._plugins.tools.of(service) for part in _parts(query, entry.metrics)]

        is_needed = any(_parts(query, entry.metrics) for entry in self._plugins.entries)
        return parts_of if is_needed else None

    def _left_out(self, query: SeriesQuery, series: Series) -> BreakdownValue | None:
        """The value of this series that totals leave out, as the tool's plugin declares it."""
        metrics = (metric for entry in self._plugins.tools.of(series.labels.service) for metric in entry.metrics)
        found = (
            _find(breakdown.values, _label(query, series, breakdown.attribute))
            for metric in metrics
            if metric.name == query.name
            for breakdown in metric.breakdowns
        )
        return next((value for value in found if value is not None), None)


def _check_size(query: SeriesQuery, series: int) -> None:
    """
    :raises InvalidRequest: the points of all series, gaps filled, are too many for an answer.
    """
    buckets = (query.to_ns - query.from_ns) // (query.width_s * _SECOND_NS) + 1 if query.width_s else 1
    if series * buckets > _MOST_POINTS:
        raise InvalidRequest(
            f"{series} series of {buckets} points are too many; choose a wider interval, a shorter range or a "
            "breakdown with fewer values"
        )


def _parts(query: SeriesQuery, metrics: Iterable[MetricInfo]) -> list[AttributeValue]:
    return [
        (breakdown.attribute, value.value)
        for metric in metrics
        if metric.name == query.name
        for breakdown in metric.breakdowns
        if breakdown.attribute not in (*_TYPE_ATTRIBUTES, query.breakdown)
        for value in breakdown.values
        if _is_left_out(value)
    ]


def _is_left_out(value: BreakdownValue) -> bool:
    return value.part_of is not None or not value.counted


def _label(query: SeriesQuery, series: Series, attribute: str) -> str:
    if attribute in _TYPE_ATTRIBUTES:
        return series.labels.type
    return series.labels.part if attribute == query.breakdown else ""


def _find(values: Iterable[BreakdownValue], label: str) -> BreakdownValue | None:
    return next((value for value in values if value.value == label and _is_left_out(value)), None)


def _shape(query: SeriesQuery, series: Series, left_out: BreakdownValue | None) -> dict[str, Any]:
    labels = {"service": series.labels.service}
    if series.labels.type:
        labels["type"] = series.labels.type
    if query.breakdown and series.labels.part:
        labels[query.breakdown] = series.labels.part
    shape: dict[str, Any] = {"name": query.name, "labels": labels, "datapoints": _datapoints(query, series)}
    shape |= _bounds(series)
    if left_out is None:
        return shape
    return shape | ({"partOf": left_out.part_of} if left_out.part_of else {"counted": False})


def _bounds(series: Series) -> dict[str, list[int]]:
    """The buckets whose value is only a bound of the percentile, by the kind of the bound."""
    kinds: tuple[tuple[Bound, str], ...] = (("more", "moreThan"), ("less", "lessThan"))
    found = {
        name: sorted(start // _MS_NS for start, kind in series.bounds.items() if kind == bound) for bound, name in kinds
    }
    return {name: starts for name, starts in found.items() if starts}


def _datapoints(query: SeriesQuery, series: Series) -> list[tuple[int, float]]:
    points = {bucket // _MS_NS: value for bucket, value in series.points.items()}
    if series.is_increase and query.width_s:
        starts = bucket_starts_ms(Range(query.from_ns, query.to_ns), query.width_s)
        points = dict.fromkeys(starts, 0.0) | points
    return sorted(points.items())
