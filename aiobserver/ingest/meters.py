"""The metrics of tokens and cost that plugins declare, as the ledger reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aiobserver.hooks.tools import ToolEntry
from aiobserver.ledger.metering import MeterRule
from aiobserver.model.declared import MetricInfo


def meter_rules(entries: Iterable[ToolEntry]) -> Mapping[str, MeterRule]:
    """Metric name → its meaning."""
    return {
        metric.name: _rule(entry.tool.id, metric)
        for entry in entries
        for metric in entry.metrics
        if metric.role in {"tokens", "cost"}
    }


def _rule(tool: str, metric: MetricInfo) -> MeterRule:
    values = [value for breakdown in metric.breakdowns for value in breakdown.values]
    return MeterRule(
        tool,
        "cost" if metric.role == "cost" else "tokens",
        {value.value: value.counts_as for value in values if value.counts_as},
        {value.value: value.part_of for value in values if value.part_of},
    )
