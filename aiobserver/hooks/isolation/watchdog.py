"""Watchdog: finds hooks that take too long, names them, and continues without them."""

from __future__ import annotations

import ctypes
import faulthandler
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Self, TypeVar

from aiobserver.hooks.isolation.call import HookCall, HookGivenUp
from aiobserver.hooks.isolation.crash_marker import Marker

log = logging.getLogger(__name__)

T = TypeVar("T")

_TICK_S = 0.1
_STUCK_S = 10
"""All stacks are printed when no thread gets the interpreter for this long: a hook may hold it, and nothing else could
say so."""
_TICKS_PER_ARMING = 20
_STDERR = 2
_GONE = object()


@dataclass(frozen=True, slots=True)
class _Guarded:
    """A thread in which hooks may hang."""

    native_id: int
    replace: Callable[[], None]


class Watchdog:
    """Knows which hook runs in which thread.

    Only time that hook and process really had counts: one that was stopped or waited for a CPU overruns no budget.
    """

    def __init__(self, marker: Marker | None = None) -> None:
        """:param marker: the file in which hooks are marked too."""
        self._marker = marker
        self._running: dict[HookCall, object] = {}
        self._guarded: dict[int, _Guarded] = {}
        self._exit = os._exit
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="plugin-watchdog", daemon=True)
        self._last_s = 0.0
        self._last_used_s = 0.0

    @classmethod
    @contextmanager
    def for_a_while(cls) -> Iterator[Self]:
        """Run a watchdog without a marker for the duration of the block."""
        watchdog = cls()
        watchdog.start()
        try:
            yield watchdog
        finally:
            watchdog.close()

    def start(self) -> None:
        """Start watching."""
        if self._marker is not None:
            os._exit = self._marker.wrap_os_exit(self._number_here)  # type: ignore[assignment]
        self._take_time()
        self._thread.start()

    def close(self) -> None:
        """Stop watching; hooks can still be called."""
        self._stop.set()
        self._thread.join()
        os._exit = self._exit
        marker, self._marker = self._marker, None
        if marker is not None:
            marker.close()

    def guard(self, replace: Callable[[], None]) -> None:
        """:param replace: called when a hook hangs in this thread, which is lost then."""
        self._guarded[threading.get_ident()] = _Guarded(threading.get_native_id(), replace)

    def unguard(self) -> None:
        """Stop guarding this thread, which ends."""
        self._guarded.pop(threading.get_ident(), None)

    def begin(self, call: HookCall) -> None:
        """Register a hook that starts."""
        self._running[call] = None
        if self._marker is not None:
            self._marker.enter(call.number, call.hook)

    def end(self, call: HookCall) -> None:
        """Unregister a hook that ended. :raises HookGivenUp: too late, another thread has taken over."""
        if time.monotonic() - call.started_s > call.budget_s:
            call.spent_s += self._passed_s()  # it may have held the interpreter, so that nobody could watch
        if self._running.pop(call, _GONE) is _GONE:
            raise HookGivenUp
        if call.spent_s > call.budget_s:
            call.overran(_message(call))
        if self._marker is not None:
            self._marker.leave(call.number)

    def _watch(self) -> None:
        ticks = 0
        while not self._stop.wait(_TICK_S):
            if ticks % _TICKS_PER_ARMING == 0 and self._marker is not None:
                faulthandler.dump_traceback_later(_STUCK_S, file=_STDERR)
            ticks += 1
            pause_s = time.monotonic() - self._last_s
            if pause_s > _STUCK_S:
                log.error("no thread could run for %.1f s: the process was stopped, or a hook blocked it", pause_s)
            passed_s = self._passed_s()
            self._take_time()
            for call in list(self._running):
                guarded = self._guarded.get(call.thread)
                if guarded is not None:
                    _bill(call, passed_s, guarded.native_id)
                    if call.spent_s > call.budget_s:
                        self._give_up(call)
        faulthandler.cancel_dump_traceback_later()

    def _take_time(self) -> None:
        self._last_s, self._last_used_s = time.monotonic(), time.process_time()

    def _passed_s(self) -> float:
        """The time since the last tick; of a long pause only what the process worked."""
        return min(time.monotonic() - self._last_s, _TICK_S + time.process_time() - self._last_used_s)

    def _give_up(self, call: HookCall) -> None:
        frame = sys._current_frames().get(call.thread)
        if self._running.pop(call, _GONE) is _GONE:
            return  # it just ended by itself
        _interrupt(call.thread)
        guarded = self._guarded.pop(call.thread)
        if self._marker is not None:
            self._marker.leave(call.number)
        call.overran(f"{_message(call)}, at {_position(frame)}")
        guarded.replace()

    def _number_here(self) -> int | None:
        """The number of the plugin whose hook runs in this thread."""
        here = threading.get_ident()
        return next((call.number for call in list(self._running) if call.thread == here), None)


def call_hook(watchdog: Watchdog, call: HookCall, work: Callable[[], T]) -> T:
    """Run the work and return its result.

    :raises HookGivenUp: it took too long. :raises BaseException: whatever the plugin raises.

    This function's name is in the stack of every hook; `crash_marker.py` recognises fatal signals in hooks by it.
    """
    watchdog.begin(call)
    try:
        return work()
    finally:
        watchdog.end(call)


def _bill(call: HookCall, passed_s: float, thread: int) -> None:
    """Bill a call for the time since the last tick, less what its thread waited for a CPU."""
    cpu_wait_s = _cpu_wait_s(thread)
    waited_s = cpu_wait_s - call.cpu_wait_s if call.cpu_wait_s else 0.0
    call.cpu_wait_s = cpu_wait_s
    call.spent_s += max(0.0, passed_s - waited_s)


def _cpu_wait_s(thread: int) -> float:
    """Total time a thread has waited for a CPU; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_bytes().split()[1]) / 10**9
    except (OSError, IndexError, ValueError):
        return 0.0


def _message(call: HookCall) -> str:
    return f"{call.hook} took longer than {call.budget_s:.1f} s"


def _position(frame: FrameType | None) -> str:
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}" if frame else "an unknown place"


def _interrupt(thread: int) -> None:
    """Stop a loop of Python code, which would take half of the interpreter for ever; a wait in C goes on.

    Not in a debugger or under coverage: in CPython 3.11 traced loops never end while such an exception waits.
    """
    if sys.gettrace() is not None:
        return
    set_exception: Any = ctypes.pythonapi.PyThreadState_SetAsyncExc
    set_exception(ctypes.c_ulong(thread), ctypes.py_object(HookGivenUp))
