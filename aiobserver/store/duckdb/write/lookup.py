"""Reading back what is stored of some keys, in one query a transaction: a table without an index is read as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from aiobserver.model.columns import Row
from aiobserver.store.duckdb.file.database import Cursor
from aiobserver.store.duckdb.file.sql_files import sql

if TYPE_CHECKING:
    from aiobserver.store.duckdb.write.bulk_insert import Incoming


class Lookup:
    """A query over keys, which it finds in a relation of their own."""

    def __init__(self, cursor: Cursor, query: str, relation: str, keys: Sequence[str]) -> None:
        """
        :param query: a name for `sql`. :param relation: the name of the relation in it.
        :param keys: columns of the relation, each a UBIGINT.
        """
        self._cursor = cursor
        self._query = sql(query)
        self._relation = relation
        self._keys = keys

    @cached_property
    def _wanted(self) -> Incoming:
        """The relation, registered once something is looked up: what it loads is not needed for a start."""
        from aiobserver.store.duckdb.write.bulk_insert import Column, Incoming  # noqa: PLC0415

        wanted = Incoming([Column(key, "UBIGINT", nullable=False) for key in self._keys])
        self._cursor.register(self._relation, wanted)
        return wanted

    def forget(self) -> None:
        """Register the relation anew: a transaction that was rolled back took its registration along."""
        self.__dict__.pop("_wanted", None)

    def rows(self, wanted: Sequence[Row], given: Mapping[str, int] = MappingProxyType({})) -> list[Row]:
        """Rows that the query finds for these keys, in the transaction of the cursor.

        :raises TypeError, OverflowError, duckdb.Error: a key does not fit.
        """
        try:
            self._wanted.hold(wanted)
            return self._cursor.execute(self._query, dict(given)).fetchall()
        finally:
            self._wanted.hold(())


def series_lookup(cursor: Cursor) -> Lookup:
    """Finds which series, by their ids, the table `metric_series` has."""
    return Lookup(cursor, "metrics/known_series", "wanted_series", ("SeriesId",))


def run_lookup(cursor: Cursor) -> Lookup:
    """Finds the newest state of runs (series, start ns) in the table `delta_state`."""
    return Lookup(cursor, "metrics/delta_state", "wanted_run", ("SeriesId", "StartTimestamp"))
