"""OTLP/JSON requests → rows. Unknown members are ignored, `null` is unset, of a member given twice the last counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import orjson

from aiobserver.errors import UnreadableElement
from aiobserver.model.batch import Batch
from aiobserver.model.columns import Row, Signal
from aiobserver.otlp.attributes import read_json
from aiobserver.otlp.envelope import Resource, Scope, SessionAttributes, rare
from aiobserver.otlp.json import names
from aiobserver.otlp.json.counting import LEVELS, records_in
from aiobserver.otlp.json.fields import Message, json_text, list_field, text_field, uint32_field
from aiobserver.otlp.json.points import JsonPoints
from aiobserver.otlp.json.records import log_row, rows_of, span_row
from aiobserver.otlp.rows import Refusals

_ReadGroup = Callable[[Resource, Scope, Message, str, int, Refusals], Iterator[Row]]


class JsonReader:
    """Reads parsed requests; the cache lives as long as the reader."""

    def __init__(self, session_attributes: SessionAttributes) -> None:
        self._session_attributes = session_attributes
        self._rows_of: Mapping[Signal, _ReadGroup] = {
            "traces": _spans,
            "logs": _logs,
            "metrics": JsonPoints().read,
        }

    def read(self, request: Message, signal: Signal, received_ns: int, refusals: Refusals) -> Iterator[Batch]:
        """One batch per resource; what cannot be read is refused with the records in it, and nothing else.

        :raises InvalidRequest: nothing can be read.
        """
        level = LEVELS[signal].resources
        for index, item in enumerate(list_field(request, level, None)):
            where = f"{level}[{index}]"
            try:
                envelope = names.ENVELOPE.read(item, where)
                resource = self._resource(envelope, where)
                groups = list_field(envelope, LEVELS[signal].scopes, where)
            except UnreadableElement as error:
                refusals.refuse(error.reason, error.where, records_in(item, signal, "resource"))
                continue
            rows: list[Row] = []
            for number, group in enumerate(groups):
                place = f"{where}.{LEVELS[signal].scopes}[{number}]"
                rows.extend(self._group(resource, group, signal, place, received_ns, refusals))
            if rows:
                yield Batch(signal, resource.service_name, resource.attributes, rows, resource.session_keys)

    def _resource(self, envelope: Message, where: str) -> Resource:
        place = f"{where}.resource"
        resource = names.RESOURCE.read(envelope.get("resource"), place)
        entities = enumerate(list_field(resource, "entityRefs", place))
        extras = rare(
            resourceDroppedAttributesCount=uint32_field(resource, "droppedAttributesCount", place),
            resourceSchemaUrl=text_field(envelope, "schemaUrl", where),
            resourceEntityRefs=[_entity(item, f"{place}.entityRefs[{index}]") for index, item in entities],
        )
        return Resource(read_json(resource, place), extras, self._session_attributes)

    def _group(
        self, resource: Resource, item: Any, signal: Signal, where: str, received_ns: int, refusals: Refusals
    ) -> Iterator[Row]:
        try:
            group = names.GROUP.read(item, where)
            scope = _scope(resource, group, where)
            list_field(group, LEVELS[signal].records, where)
        except UnreadableElement as error:
            refusals.refuse(error.reason, error.where, records_in(item, signal, "scope"))
            return
        yield from self._rows_of[signal](resource, scope, group, where, received_ns, refusals)


def _spans(
    resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, refusals: Refusals
) -> Iterator[Row]:
    read = partial(span_row, resource, scope, received_ns)
    return rows_of(list_field(group, "spans", where), read, f"{where}.spans", refusals)


def _logs(
    resource: Resource, scope: Scope, group: Message, where: str, received_ns: int, refusals: Refusals
) -> Iterator[Row]:
    read = partial(log_row, resource, scope, received_ns)
    return rows_of(list_field(group, "logRecords", where), read, f"{where}.logRecords", refusals)


def _scope(resource: Resource, group: Message, where: str) -> Scope:
    place = f"{where}.scope"
    scope = names.SCOPE.read(group.get("scope"), place)
    attributes = read_json(scope, place).text
    extras = resource.extras | rare(
        scopeAttributes=orjson.loads(attributes) if attributes else None,
        scopeDroppedAttributesCount=uint32_field(scope, "droppedAttributesCount", place),
        scopeSchemaUrl=text_field(group, "schemaUrl", where),
    )
    return Scope(text_field(scope, "name", place), text_field(scope, "version", place), attributes, extras)


def _entity(item: Any, where: str) -> dict[str, Any]:
    reference = names.ENTITY.read(item, where)
    return rare(
        type=text_field(reference, "type", where),
        idKeys=[json_text(key, f"{where}.idKeys") for key in list_field(reference, "idKeys", where)],
        descriptionKeys=[
            json_text(key, f"{where}.descriptionKeys") for key in list_field(reference, "descriptionKeys", where)
        ],
        schemaUrl=text_field(reference, "schemaUrl", where),
    )
