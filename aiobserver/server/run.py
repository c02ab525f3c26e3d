"""The running server: two uvicorn servers in one event loop, one signal handler for both."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

import uvicorn

from aiobserver.answers.overview import create_default, renew_default
from aiobserver.api.access.guard import PAGE_HEADERS
from aiobserver.api.access.handshake import with_refusals
from aiobserver.api.app import create_api, create_otlp
from aiobserver.api.otlp.http import Receiver
from aiobserver.api.otlp.refusals import not_http
from aiobserver.api.otlp.trailers import with_trailers
from aiobserver.api.services import Services
from aiobserver.config import Config
from aiobserver.errors import ConfigError, PortInUse, Unavailable
from aiobserver.ingest.projects import ProjectFinder
from aiobserver.otlp.on_demand import DecoderOnDemand
from aiobserver.server.connections import Connections, Limits
from aiobserver.server.protocol import HttpProtocol, WebSocketProtocol
from aiobserver.server.recognise import recognise_stored
from aiobserver.server.services import start_services
from aiobserver.store.duckdb.file.database import Database
from aiobserver.system.memory import MemoryBudget, available_memory

if TYPE_CHECKING:
    from aiobserver.demo.player import Player

Sockets = tuple[list[socket.socket], list[socket.socket]]
"""Listening sockets of (API, OTLP)."""

_SWITCH_INTERVAL_S = 0.001
"""Interpreter switch interval. The writer waits for the interpreter two dozen times a commit, so 5 ms are too long for
it and for the event loop; with 0.1 ms decoder and writer would spend a quarter of the time on switching."""
_GC_THRESHOLD = (100_000, 20, 50)
"""Rows are plain tuples in no cycle; looking for cycles among them at the default rate costs a tenth of the time."""

_GRACE_S = 8
_BACKLOG = 2048
_SWEEP_S = 1


class _Server(uvicorn.Server):
    """Leaves the signals to us: uvicorn would raise them again at the end, and a clean stop would not exit with 0."""

    server_state: Connections

    def __init__(
        self, config: uvicorn.Config, limits: Limits, unreadable: Callable[[bytes], None] | None = None
    ) -> None:
        super().__init__(config)
        self.server_state = Connections(limits, unreadable)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


def run(config: Config, started: Callable[[Sequence[str]], None], *, demo: bool = False) -> None:
    """Serve until a signal says stop; then everything that was accepted is stored.

    :param started: called with the ids of the known tools, once both ports answer.
    :param demo: fills the database with the sample of the plugins.
    :raises AIObserverError: it cannot be started; nothing is left behind.
    """
    started_ns = time.time_ns()
    Database.check_free(config.database_path)
    sockets = bind(config)
    services = start_services(config, started_ns, demo=demo)
    budget = MemoryBudget.of(available_memory())
    decoder = DecoderOnDemand(services.plugins.session_attributes, budget.request)
    player = _player(services, decoder) if demo else None
    receiver = Receiver(decoder, services.pipeline, services.plugins.thread("decode"), config.max_body_bytes, budget)
    try:
        asyncio.run(_serve(services, receiver, decoder, sockets, started, player))
    finally:
        receiver.close()
        services.close()
        gc.unfreeze()


def _player(services: Services, decoder: DecoderOnDemand) -> Player:
    from aiobserver.demo.player import Player  # noqa: PLC0415 - seldom needed

    return Player(services.plugins, decoder, services.pipeline)


async def _serve(
    services: Services,
    receiver: Receiver,
    decoder: DecoderOnDemand,
    sockets: Sockets,
    started: Callable[[Sequence[str]], None],
    player: Player | None,
) -> None:
    beside = [
        asyncio.create_task(services.store.backups.run_forever()),
        asyncio.create_task(services.retention.run_forever()),
        asyncio.create_task(services.store.keeping.run_forever()),
    ]
    dashboards = create_default if services.store.condition.is_new else renew_default
    with suppress(Unavailable):  # a full disk, say: what is stored can be read all the same
        await dashboards(services.store.dashboards, time.time_ns())
        await recognise_stored(services)
    beside.append(asyncio.create_task(services.filling.run()))
    history = asyncio.create_task(services.history.run_forever())
    beside.append(asyncio.create_task(ProjectFinder(services.store.projects).run_forever()))

    def announce() -> None:
        gc.collect()
        gc.set_threshold(*_GC_THRESHOLD)
        sys.setswitchinterval(_SWITCH_INTERVAL_S)
        gc.freeze()  # what start-up made lives as long as the server: no need to look at it in every collection
        started([entry.tool.id for entry in services.plugins.entries])
        asyncio.get_running_loop().run_in_executor(None, decoder.load)
        if player is not None:
            beside.append(asyncio.create_task(player.play()))

    api = with_refusals(create_api(services), PAGE_HEADERS)
    otlp = with_trailers(create_otlp(services.config, services, receiver))
    await serve(api, otlp, sockets, announce, not_http(services.refused, services.config))
    for task in (*beside, history):
        task.cancel()
    await asyncio.gather(history, return_exceptions=True)  # it ends processes of its own


def bind(config: Config) -> Sockets:
    """Sockets for (API, OTLP), all bound or none.

    :raises PortInUse: names the port and the setting.
    """
    with ExitStack() as stack:
        pair = tuple(
            [_bind(stack, host, port, variable) for host in config.host if _available(host)]
            for port, variable in (
                (config.api_port, "AI_OBSERVER_API_PORT"),
                (config.otlp_port, "AI_OBSERVER_OTLP_PORT"),
            )
        )
        if not pair[0]:
            raise ConfigError(f"AI_OBSERVER_HOST={','.join(config.host)}: this machine has no such address")
        stack.pop_all()
    return pair[0], pair[1]


async def serve(
    api: Any, otlp: Any, sockets: Sockets, started: Callable[[], None], unreadable: Callable[[bytes], None]
) -> None:
    """Serves both applications until SIGINT, SIGTERM or SIGHUP; a second signal stops at once.

    :param unreadable: see `Connections`, of the OTLP port.
    """
    limits = Limits.of_this_process()
    servers = [bounded_server(api, limits), bounded_server(otlp, limits, unreadable)]
    stop = _stopper(servers)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    sweeping = asyncio.create_task(sweep(servers))
    try:
        await asyncio.gather(
            *(server.serve(list(own)) for server, own in zip(servers, sockets, strict=True)),
            _announce(servers, started),
        )
    finally:
        sweeping.cancel()


async def sweep(servers: Sequence[_Server], pause_s: float = _SWEEP_S) -> None:
    """Close connections that take too long, until cancelled."""
    while True:
        await asyncio.sleep(pause_s)
        now = time.monotonic()
        for server in servers:
            server.server_state.sweep(now)


def bounded_server(application: Any, limits: Limits, unreadable: Callable[[bytes], None] | None = None) -> _Server:
    """A server of one port; `sweep` has to run beside it."""
    return _Server(
        uvicorn.Config(
            application,
            http=HttpProtocol,
            ws=WebSocketProtocol,
            ws_max_size=4096,
            ws_per_message_deflate=False,
            ws_ping_interval=25,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=int(limits.idle_s),
            timeout_graceful_shutdown=_GRACE_S,
            backlog=min(_BACKLOG, limits.connections),  # so many are accepted at once, before one of them is counted
        ),
        limits,
        unreadable,
    )


def _stopper(servers: Sequence[_Server]) -> Callable[[], None]:
    def stop() -> None:
        for server in servers:
            server.force_exit = server.should_exit
            server.should_exit = True

    return stop


async def _announce(servers: Sequence[_Server], started: Callable[[], None]) -> None:
    while not all(server.started for server in servers):
        if any(server.should_exit for server in servers):
            return
        await asyncio.sleep(0.005)
    started()


def _bind(stack: ExitStack, host: str, port: int, variable: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle off for sockets that say they are TCP only; with it small answers take 40 ms
    listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP))
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"port {port} on {host} is in use; stop the program that uses it or set {variable}"
            ) from None
        raise ConfigError(
            f"cannot listen on {host} port {port}: {error.strerror}; set AI_OBSERVER_HOST or {variable}"
        ) from None
    listener.setblocking(False)
    return listener


def _available(host: str) -> bool:
    """True if this machine has the address; one without IPv6 has no ::1."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((host, 0))
    except OSError:
        return False
    return True
