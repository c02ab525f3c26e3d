"""Series of a metric over time.

Everything is computed per full series (resource, scope, attributes) and then summed by labels, so that interleaved
sessions, resets and restarts never give a wrong or negative number.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from aiobserver.errors import InvalidRequest
from aiobserver.store.duckdb.file.database import Cursor, one_state
from aiobserver.store.duckdb.file.sql_files import json_path, sql
from aiobserver.store.duckdb.metrics import rollup as metric_rollup
from aiobserver.store.duckdb.metrics.percentiles import percentile_series
from aiobserver.store.metrics import Labels, PartsOf, Points, Series, SeriesQuery

_MOST_VALUES = 500_000
_USUAL_GAP_NS = 6 * 3600 * 10**9
_PERCENTILES = {"p50": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


def read_series(cursor: Cursor, query: SeriesQuery, parts_of: PartsOf | None = None) -> list[Series]:
    """The series of a metric by labels.

    :param parts_of: what to leave out, because no label would tell a part from the whole that contains it.
    """
    with one_state(cursor):  # of the rollup and of the points that it lacks
        if parts_of is not None:
            query = replace(query, left_out=_parts(cursor, query, parts_of))
        return _read(cursor, query)


def _read(cursor: Cursor, query: SeriesQuery) -> list[Series]:
    rows = cursor.execute(sql("metrics/series_kinds"), _given(query, "name", "service")).fetchall()
    kinds = {kind for (kind,) in rows}
    histograms = _percentiles(cursor, query) if query.stat in _PERCENTILES else []
    series = [found for found in histograms if found.points]
    if "level" in kinds:
        cursor.execute(sql("metrics/series_levels"), _given(query, "name", "service", "from_ns", "to_ns", "width_ns"))
        series = series + [Series(labels, points, adds_up=True) for labels, points in _summed(cursor, query).items()]
    if "gauge" in kinds:
        series = series + _gauges(cursor, query)
    return series if histograms else series + _increases(cursor, query, kinds)


def _parts(cursor: Cursor, query: SeriesQuery, parts_of: PartsOf) -> tuple[int, ...]:
    marks = [
        (service, json_path(attribute), value)
        for (service,) in cursor.execute(sql("metrics/series_services"), _given(query, "name", "service")).fetchall()
        for attribute, value in parts_of(service)
    ]
    if not marks:
        return ()
    services, paths, values = map(list, zip(*marks, strict=True))
    given = _given(query, "name") | {"services": services, "paths": paths, "values": values}
    return tuple(series for (series,) in cursor.execute(sql("metrics/series_parts"), given).fetchall())


def _percentiles(cursor: Cursor, query: SeriesQuery) -> list[Series]:
    cursor.execute(sql("metrics/series_wanted"), _given(query, "name", "service", "breakdown_path", "left_out"))
    rows = cursor.execute(sql("metrics/series_histograms"), _given(query, "name", "from_ns", "to_ns")).fetchall()
    found = percentile_series(rows, _PERCENTILES[query.stat or ""], query.from_ns, query.width_s * 10**9)
    return [
        Series(
            Labels(*labels),
            {start: percentile.value for start, percentile in percentiles.items()},
            bounds={start: percentile.bound for start, percentile in percentiles.items() if percentile.bound},
        )
        for labels, percentiles in found.items()
    ]


def _gauges(cursor: Cursor, query: SeriesQuery) -> list[Series]:
    cursor.execute(sql("metrics/series_wanted"), _given(query, "name", "service", "breakdown_path", "left_out"))
    given = _given(query, "name", "from_ns", "to_ns", "width_ns", "stat")
    found = _grouped(cursor.execute(sql("metrics/series_gauges"), given))
    return [Series(labels, points) for labels, points in found.items()]


def _increases(cursor: Cursor, query: SeriesQuery, kinds: Set[str]) -> list[Series]:
    """Increases of delta and cumulative series; with `avg`, the increase of the sum divided by that of the count."""
    sums = _counted(cursor, query, kinds, "count" if query.stat == "count" else "sum")
    if query.stat != "avg":
        return [Series(labels, points, is_increase=True, adds_up=True) for labels, points in sums.items()]
    counts = _counted(cursor, query, kinds, "count")
    return [Series(labels, _averages(points, counts.get(labels, {}))) for labels, points in sums.items()]


def _counted(cursor: Cursor, query: SeriesQuery, kinds: Set[str], field: str) -> dict[Labels, Points]:
    if query.width_s % metric_rollup.WIDTH_S == 0 and kinds in ({"delta"}, {"cumulative"}):
        found = _counted_by_rollup(cursor, query, kinds, field)
        if found is not None:
            return found
    given = _given(query, "name", "service", "from_ns", "to_ns") | {"field": field, "mixed": len(kinds) > 1}
    found = {}
    if "delta" in kinds:
        cursor.execute(sql("metrics/series_deltas"), given | _given(query, "width_ns"))
        found = _summed(cursor, query)
    if "cumulative" in kinds:
        cursor.execute(sql("metrics/series_runs"), given)
        _add_baselines(cursor, query, field)
        cursor.execute(sql("metrics/series_increases"), _given(query, "from_ns", "width_ns"))
        for labels, points in _summed(cursor, query).items():
            total = found.setdefault(labels, {})
            for bucket, value in points.items():
                total[bucket] = total.get(bucket, 0) + value
    return found


def _counted_by_rollup(cursor: Cursor, query: SeriesQuery, kinds: Set[str], field: str) -> dict[Labels, Points] | None:
    """The same result as from the points themselves; None: the rollup cannot give it."""
    first_ns, last_ns = metric_rollup.covered(query.from_ns, query.to_ns)
    rolled, _ = metric_rollup.rolled_rows(cursor)
    if first_ns == last_ns or not rolled:
        return None
    covered = {"first_ns": first_ns, "last_ns": last_ns, "field": field}
    cursor.execute(
        sql("metrics/series_unrolled"),
        _given(query, "name", "service", "from_ns", "to_ns") | covered | {"rolled": rolled},
    )
    if "delta" in kinds:
        cursor.execute(sql("metrics/series_deltas_rolled"), _given(query, "name", "service", "width_ns") | covered)
    else:
        cursor.execute(sql("metrics/series_runs_rolled"), _given(query, "name", "service") | covered)
        _add_baselines(cursor, query, field)
        cursor.execute(sql("metrics/series_increases"), _given(query, "from_ns", "width_ns"))
        if cursor.execute(sql("metrics/series_overlaps")).fetchall() != [(False,)]:
            return None
    return _summed(cursor, query)


def _add_baselines(cursor: Cursor, query: SeriesQuery, field: str) -> None:
    """The last point before the range of each run that began before it; most are to be found shortly before."""
    cursor.execute(sql("metrics/series_open_runs"), _given(query, "from_ns"))
    for since_ns in (max(0, query.from_ns - _USUAL_GAP_NS), 0):
        if not cursor.execute(sql("metrics/series_open_count")).fetchall()[0][0]:
            return
        given = _given(query, "name", "from_ns") | {"field": field, "since_ns": since_ns}
        cursor.execute(sql("metrics/series_baselines"), given)
        cursor.execute(sql("metrics/series_closed_runs"), _given(query, "from_ns"))


def _summed(cursor: Cursor, query: SeriesQuery) -> dict[Labels, Points]:
    return _grouped(cursor.execute(sql("metrics/series_summed"), _given(query, "name", "breakdown_path", "left_out")))


def _given(query: SeriesQuery, *names: str) -> dict[str, object]:
    known = {
        "name": query.name,
        "service": query.service,
        "from_ns": query.from_ns,
        "to_ns": query.to_ns,
        "width_ns": query.width_s * 10**9,
        "stat": query.stat,
        "left_out": list(query.left_out),
        "breakdown_path": json_path(query.breakdown) if query.breakdown else None,
    }
    return {name: known[name] for name in names}


def _averages(sums: Points, counts: Points) -> Points:
    return {bucket: total / counts[bucket] for bucket, total in sums.items() if counts.get(bucket)}


def _grouped(cursor: Cursor) -> dict[Labels, Points]:
    """The rows (service, type, part, bucket, value) of the statement that was just executed, by labels.

    :raises InvalidRequest: there are too many.
    """
    rows = cursor.fetchmany(_MOST_VALUES + 1)
    if len(rows) > _MOST_VALUES:
        raise InvalidRequest(
            f"more than {_MOST_VALUES} values; choose a shorter range or a breakdown with fewer values"
        )
    grouped: dict[Labels, Points] = {}
    for service, kind, part, bucket, value in rows:
        if value is not None:
            grouped.setdefault(Labels(service, kind, part), {})[bucket] = value
    return {labels: grouped[labels] for labels in sorted(grouped)}
