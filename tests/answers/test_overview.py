"""The default dashboard of the first start, and what becomes of that of earlier versions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from aiobserver.answers.overview import _PLAIN, create_default, renew_default
from aiobserver.errors import NotFound
from aiobserver.ingest.delta import DeltaTracker
from aiobserver.store.contract import Dashboards
from aiobserver.store.dashboards import NewWidget
from aiobserver.store.duckdb.file.database import Database
from aiobserver.store.duckdb.store import start_store
from aiobserver.store.keeping import BackupRules
from tests.rows import NOW


@pytest.fixture
def dashboards(tmp_path: Path) -> Iterator[Dashboards]:
    """Those of a store that has none yet."""
    database = Database.open(tmp_path / "store.duckdb")
    store = start_store(database, DeltaTracker(lambda _service: frozenset()), BackupRules(0, 1, 10**9))
    yield store.dashboards
    store.close()


async def plain(dashboards: Dashboards) -> str:
    """Create the default dashboard of earlier versions; return its id."""
    widgets = [NewWidget(kind, title, placement, {}) for kind, title, placement in _PLAIN]
    created = await dashboards.create(
        "Overview", "What arrived, at a glance.", is_default=True, now_ns=NOW, widgets=widgets
    )
    return created.id


async def titles(dashboards: Dashboards) -> list[str]:
    return [widget.title for widget in (await dashboards.default())[1]]


def test_the_first_start_has_a_dashboard_that_fits_the_grid(dashboards: Dashboards) -> None:
    async def scenario() -> None:
        await create_default(dashboards, NOW)
        dashboard, widgets = await dashboards.default()
        assert dashboard.is_default
        assert all(one.grid_column >= 1 and one.grid_column + one.col_span - 1 <= 4 for one in widgets)
        cells = [
            (column, row)
            for one in widgets
            for column in range(one.grid_column, one.grid_column + one.col_span)
            for row in range(one.grid_row, one.grid_row + one.row_span)
        ]
        assert len(cells) == len(set(cells)), "widgets overlap"

    asyncio.run(scenario())


def test_an_untouched_plain_dashboard_is_replaced(dashboards: Dashboards) -> None:
    async def scenario() -> None:
        await plain(dashboards)
        await renew_default(dashboards, NOW + 1)
        assert "Cost by Tool" in await titles(dashboards)
        await renew_default(dashboards, NOW + 2)
        assert (await titles(dashboards)).count("Cost by Tool") == 1
        assert len(await dashboards.all()) == 1

    asyncio.run(scenario())


def test_one_the_user_changed_stays(dashboards: Dashboards) -> None:
    async def scenario() -> None:
        await dashboards.update(await plain(dashboards), {"description": "mine"}, NOW + 1)
        await renew_default(dashboards, NOW + 2)
        assert "Cost by Tool" not in await titles(dashboards)

    asyncio.run(scenario())


def test_one_with_a_changed_widget_stays(dashboards: Dashboards) -> None:
    async def scenario() -> None:
        identifier = await plain(dashboards)
        widget = (await dashboards.default())[1][0]
        await dashboards.update_widgets(identifier, [(widget.id, {"config": "{}"})], NOW + 1)
        await renew_default(dashboards, NOW + 2)
        assert "Cost by Tool" not in await titles(dashboards)

    asyncio.run(scenario())


def test_a_deleted_default_does_not_come_back(dashboards: Dashboards) -> None:
    async def scenario() -> None:
        await dashboards.delete(await plain(dashboards))
        await renew_default(dashboards, NOW + 1)
        with pytest.raises(NotFound):
            await dashboards.default()

    asyncio.run(scenario())
