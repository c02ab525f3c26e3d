"""Sightings of the calls of a recorded run."""

from __future__ import annotations

import gzip
from functools import cache

from aiobserver.hooks.host import Plugins
from aiobserver.ingest.sightings import SightingsOf
from aiobserver.ledger.sightings import sighting_of
from aiobserver.model.batch import Records
from aiobserver.model.ledger import Call, CallSighting
from aiobserver.otlp.decode import Decoder
from tests.ledger.recorded import Run
from tests.ledger.test_transcripts import sightings as written


@cache
def plugins() -> Plugins:
    return Plugins.load()


@cache
def sent(run: Run) -> tuple[CallSighting, ...]:
    """What the run's telemetry tells of calls."""
    decoder = Decoder(plugins().session_attributes)
    found: list[CallSighting] = []
    for request in run.requests:
        body = gzip.decompress(request.wire) if request.meta["content_encoding"] == "gzip" else request.wire
        export = decoder.decode(body, content_type=request.meta["content_type"], path_signal=None, received_ns=1)
        for batch in export.batches:
            if batch.signal != "metrics":
                calls = plugins().calls(Records(batch))
                found += [sighted.sighting for sighted in SightingsOf(batch, None, "").of(calls, batch.rows, 0)]
    return tuple(found)


@cache
def told(run: Run) -> tuple[CallSighting, ...]:
    """What the run's transcripts tell of calls."""
    calls = [sighting for sighting in written(run) if isinstance(sighting, Call)]
    return tuple(sighting_of(run.tool, "transcript", call) for call in calls)
