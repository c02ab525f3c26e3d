"""`aiobserver watch`: follows transcripts as the tools write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import click

from aiobserver.config import Config


@click.command
@click.argument("switch", type=click.Choice(("on", "off")), required=False)
@click.argument("tools", metavar="[TOOL]…", nargs=-1)
@click.pass_obj
def watch(config: Config, switch: str | None, tools: Sequence[str]) -> None:
    """Follow the transcripts of all tools, or of each TOOL, as they are written: `on` or `off`; without it, tell.

    What is there already is imported first. It goes on after a restart of the server.
    """
    from aiobserver.commands.importer import named_tools  # noqa: PLC0415 - plugins are slow to import
    from aiobserver.hooks.host import Plugins  # noqa: PLC0415

    plugins = Plugins.beside(config.database_path, config.disabled_plugins, config.plugin_path)
    readable = list(dict.fromkeys(tool for tool, _ in plugins.transcript_folders({"HOME": "/"})))
    watched = _watched(config)
    if switch is not None:
        named = named_tools(plugins, tools, readable)
        watched = (
            [*dict.fromkeys((*watched, *named))] if switch == "on" else [one for one in watched if one not in named]
        )
        _watch(config, watched)
    titles = {entry.tool.id: entry.tool.title for entry in plugins.entries}
    names = ", ".join(titles.get(tool, tool) for tool in watched)
    click.echo(f"Transcripts are followed: {names}." if names else "No transcripts are followed.")


def _watched(config: Config) -> list[str]:
    import asyncio  # noqa: PLC0415

    from aiobserver.commands.alone import opened_store  # noqa: PLC0415
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415

    server = RunningServer.find(config)
    if server is not None:
        tools: list[dict[str, Any]] = server.request("GET", "/api/history")["tools"]
        return [tool["toolId"] for tool in tools if tool["watched"]]
    if not config.database_path.exists():
        return []
    with opened_store(config) as store:
        return asyncio.run(store.history.watched())


def _watch(config: Config, tools: Sequence[str]) -> None:
    import asyncio  # noqa: PLC0415

    from aiobserver.commands.alone import opened_store  # noqa: PLC0415
    from aiobserver.commands.running import RunningServer  # noqa: PLC0415

    server = RunningServer.find(config)
    if server is not None:
        server.request("PUT", "/api/history/watch", json.dumps({"tools": list(tools)}).encode())
        return
    with opened_store(config, create=True) as store:
        asyncio.run(store.history.watch(tools))
    click.echo("It begins when the server is started.")
