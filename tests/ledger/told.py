"""Sightings of a recorded run."""

from __future__ import annotations

import gzip
from functools import cache

from aiobserver.hooks.host import Plugins
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.batch import Records
from aiobserver.model.ledger import AnySighting, CallSighting
from aiobserver.otlp.decode import Decoder
from tests.ledger.recorded import Run
from tests.ledger.test_transcripts import sightings as written


@cache
def plugins() -> Plugins:
    return Plugins.load()


@cache
def all_sent(run: Run) -> tuple[AnySighting, ...]:
    """What the run's telemetry tells."""
    decoder = Decoder(plugins().session_attributes)
    found: list[AnySighting] = []
    for request in run.requests:
        body = gzip.decompress(request.wire) if request.meta["content_encoding"] == "gzip" else request.wire
        export = decoder.decode(body, content_type=request.meta["content_type"], path_signal=None, received_ns=1)
        for batch in export.batches:
            if batch.signal != "metrics":
                sightings = plugins().calls(Records(batch))
                found += [sighted.sighting for sighted in SightingsOf(batch, None, "").of(sightings, batch.rows, 0)]
    return tuple(found)


@cache
def all_told(run: Run) -> tuple[AnySighting, ...]:
    """What the run's transcripts tell."""
    return tuple(sighting_of(run.tool, "transcript", said) for said in written(run))


def sent(run: Run) -> tuple[CallSighting, ...]:
    """What the run's telemetry tells of calls."""
    return tuple(sighting for sighting in all_sent(run) if isinstance(sighting, CallSighting))


def told(run: Run) -> tuple[CallSighting, ...]:
    """What the run's transcripts tell of calls."""
    return tuple(sighting for sighting in all_told(run) if isinstance(sighting, CallSighting))
