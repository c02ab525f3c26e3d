"""The spans of version 0.77: the whole session is one trace, each turn a task in it."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import DemoExport, DemoSession, DemoTurn, Dice
from aiobserver_codex.demo_client import Client
from aiobserver_codex.demo_tools import tool_name
from aiobserver_codex.demo_tree import Tree, rounds


class OldSpans:
    """The trace of one session."""

    place = (b"", b"")
    """Logs belong to no span."""

    def __init__(self, session: DemoSession, client: Client) -> None:
        self._session = session
        self._client = client
        dice = Dice(f"spans {session.session_id}")
        self._tree = Tree(client, dice)
        self._root_id = dice.span_id()

    def start(self) -> Iterator[DemoExport]:
        """The root comes last."""
        return iter(())

    def begin(self, _turn: DemoTurn) -> Iterator[DemoExport]:
        """A task is told when it is done."""
        return iter(())

    def turn(self, turn: DemoTurn) -> Iterator[DemoExport]:
        """A task, with a turn for each call of the model."""
        task_id = self._tree.add("run_task", (turn.start_ns, turn.end_ns), self._root_id)
        for number, (call, uses) in enumerate(rounds(turn)):
            whole = (call.start_ns, uses[-1].end_ns if uses else call.end_ns)
            told = {"turn_id": str(number), "model": call.model}
            run_id = self._tree.add("run_turn", whole, task_id, {**told, "cwd": "/home/dev/project"})
            try_id = self._tree.add("try_run_turn", whole, run_id, told)
            answered_ns = call.start_ns + (call.end_ns - call.start_ns) // 4
            self._tree.chain("stream_request stream_prompt", (call.start_ns, answered_ns), try_id)
            stream_id = self._tree.add("receiving_stream", (answered_ns, whole[1]), try_id)
            for piece in ("created", "reasoning", "text_delta", "completed"):
                self._tree.add(piece, (answered_ns, call.end_ns), stream_id)
            for use in uses:
                time_ns, name = (use.asked_ns, use.end_ns), tool_name(use, self._client)
                handled_id = self._tree.chain(
                    "function_call handle_output_item_done handle_tool_call", time_ns, stream_id
                )
                used_id = self._tree.add(name, time_ns, handled_id, {"tool_name": name, "aborted": not use.accepted})
                self._tree.add("dispatch_tool_call", time_ns, used_id)
        return self._tree.fell()

    def end(self) -> Iterator[DemoExport]:
        """The root of it all."""
        told = {"conversation_id": self._session.session_id, "session_source": self._client.source}
        self._tree.add("new_session", (self._session.start_ns, self._session.end_ns), b"", told, self._root_id)
        return self._tree.fell()
