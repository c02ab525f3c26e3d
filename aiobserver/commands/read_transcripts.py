"""`aiobserver read-transcripts`: the process that reads transcripts for a server or a command; not for users."""

from __future__ import annotations

import sys

import click

from aiobserver.config import Config


@click.command(name="read-transcripts", hidden=True)
@click.pass_obj
def read_transcripts(config: Config) -> None:
    """Read transcripts as the request on standard input says; answer in frames on standard output."""
    from aiobserver.history.process import answer_request  # noqa: PLC0415 - plugins are slow to import

    answer_request(config, sys.stdin.buffer, sys.stdout.buffer)
