"""`aiobserver reprice`: computes the cost of stored calls anew."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import click

from aiobserver.config import Config

_SHOWN = 100


@click.command
@click.option("--from", "from_", metavar="TIME", help="Calls from this time on: RFC 3339, now or now-30d.")
@click.option("--to", metavar="TIME", help="Calls up to this time.")
@click.pass_obj
def reprice(config: Config, from_: str | None, to: str | None) -> None:
    """Compute the cost of stored calls anew, by prices.toml and list prices. Works while the server is running.

    Costs that a tool reports stay as they are. It can be repeated at any time, also after an interruption.
    """
    params = {name: value for name, value in (("from", from_), ("to", to)) if value}
    answer = _repriced(config, params)
    cost = answer["cost"]
    click.echo(
        f"priced {answer['calls']} calls anew, {answer['changed']} of them changed: "
        f"{cost['before']:.6f} USD before, {cost['after']:.6f} now"
    )
    if answer["unpriced"]:
        click.echo("models without a price, with the number of their calls:")
    for entry in answer["unpriced"]:
        click.echo(f"  {entry['calls']:>8}  {_printable(entry['model'])}")


def _repriced(config: Config, params: Mapping[str, str]) -> Mapping[str, Any]:
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415 - the database is slow to import

    server = RunningServer.find(config)
    if server is None:
        return _repriced_alone(config, params)
    if sys.stderr.isatty():
        click.echo("the server computes the costs …", err=True)
    answer: Mapping[str, Any] = server.request("POST", f"/api/reprice?{urlencode(params)}")
    return answer


def _repriced_alone(config: Config, params: Mapping[str, str]) -> Mapping[str, Any]:
    import asyncio  # noqa: PLC0415

    from aiobserver.api.rest.prices import reprice_calls  # noqa: PLC0415
    from aiobserver.commands.alone import opened_store  # noqa: PLC0415
    from aiobserver.keep.repricing import Repricing, own_prices  # noqa: PLC0415

    def show(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{done} of {total} calls", nl=done >= total, err=True)

    own_prices(config)  # a file that cannot be used is refused before anything is opened
    with opened_store(config) as store:
        return asyncio.run(reprice_calls(Repricing(store.pricing, config), params, show))


def _printable(model: str) -> str:
    """The name as a line of a terminal: whoever sent it chose its characters."""
    shown = "".join(each if each.isprintable() else "�" for each in model[:_SHOWN])
    return shown or "(no name)"
