"""The spans of version 0.169: a trace a turn, and many of one span that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator

from aiobserver import DemoExport, DemoSession, DemoTurn, Dice, ModelCall, ToolUse
from aiobserver_codex.demo_client import Client
from aiobserver_codex.demo_tools import tool_name
from aiobserver_codex.demo_tree import Tree, rounds

_START = ("initialize", "config/read", "model/list", "thread/list", "skills/list", "fs.read_file", "auth")
_MEANWHILE = ("auth", "fs.read_file", "fs.get_metadata", "get_model_info", "session.flush_rollout")
_MS_NS = 10**6


class NewSpans:
    """The traces of one session."""

    def __init__(self, session: DemoSession, client: Client) -> None:
        self._session = session
        self._client = client
        self._dice = Dice(f"spans {session.session_id}")
        self._tree = Tree(client, self._dice)
        self._requests = 3
        self._task_id = b""
        self._run_id = b""
        self._turn_id = ""

    @property
    def place(self) -> tuple[bytes, bytes]:
        """(trace, span) that logs belong to."""
        return (self._tree.trace_id, self._run_id) if self._run_id else (b"", b"")

    def start(self) -> Iterator[DemoExport]:
        """Requests of a client to the server at the start."""
        start_ns = self._session.start_ns
        self._tree.background(_START, start_ns)
        thread_id = self._tree.plant("thread/start", start_ns, start_ns + 24 * _MS_NS, **self._rpc("thread/start"))
        inner = (start_ns + _MS_NS, start_ns + 21 * _MS_NS)
        self._tree.chain("app_server.serialized_request_queue load_with_cli_overrides fs.read_file", inner, thread_id)
        return self._tree.fell()

    def begin(self, turn: DemoTurn) -> Iterator[DemoExport]:
        """The request that starts a turn ends at once; the work goes on below it."""
        self._turn_id = self._dice.uuid()
        start_ns, end_ns = turn.start_ns, turn.start_ns + 15 * _MS_NS
        rpc = self._rpc("turn/start")
        root_id = self._tree.plant("turn/start", start_ns, end_ns, **rpc, **{"turn.id": self._turn_id})
        inner = (start_ns + _MS_NS, end_ns - _MS_NS)
        self._tree.add("app_server.serialized_request_queue", inner, root_id)
        self._tree.add("get_model_info", inner, root_id, {"model": self._session.model})
        self._task_id = self._tree.chain("op.dispatch.turn_input codex.turn_input", inner, root_id)
        self._tree.chain("turn_context.build skills_for_config", inner, self._task_id)
        self._run_id = self._dice.span_id()
        return self._tree.fell()

    def turn(self, turn: DemoTurn) -> Iterator[DemoExport]:
        """The work of a turn, round by round, and what runs beside it."""
        for call, uses in rounds(turn):
            self._round(call, uses)
            yield from self._tree.fell()
        ids = {"conversation.id": self._session.session_id, "turn.id": self._turn_id}
        calls = turn.calls
        usage = {
            "input_tokens": sum(call.all_input for call in calls),
            "cached_input_tokens": sum(call.cache_read for call in calls),
            "output_tokens": sum(call.output for call in calls),
            "reasoning_output_tokens": sum(call.reasoning for call in calls),
        }
        told = {f"codex.turn.token_usage.{name}": count for name, count in usage.items()}
        whole = (turn.start_ns + 14 * _MS_NS, turn.end_ns)
        task_id = self._tree.add(
            "session_task.turn", whole, self._task_id, {**ids, **told, "model": self._session.model}
        )
        task_id = self._tree.add("session_task.run", whole, task_id)
        self._tree.add("run_turn", whole, task_id, ids, own_id=self._run_id)
        self._tree.add("session.flush_rollout", (turn.end_ns - _MS_NS, turn.end_ns), task_id)
        self._tree.background(tuple(self._dice.sample(_MEANWHILE, 3)), turn.end_ns - 20 * _MS_NS)
        yield from self._tree.fell()

    def end(self) -> Iterator[DemoExport]:
        """Nothing is left to tell."""
        return iter(())

    def _round(self, call: ModelCall, uses: list[ToolUse]) -> None:
        whole = (call.start_ns, uses[-1].end_ns if uses else call.end_ns)
        sampling_id = self._tree.chain("run_sampling_request try_run_sampling_request", whole, self._run_id)
        answered_ns = call.start_ns + (call.end_ns - call.start_ns) // 4
        self._tree.chain(
            "stream_request model_client.stream_responses_api responses.stream_request",
            (call.start_ns, answered_ns),
            sampling_id,
        )
        stream_id = self._tree.add("receiving_stream", (answered_ns, whole[1]), sampling_id)
        self._tree.chain("handle_responses receiving", (answered_ns, call.end_ns), stream_id)
        for use in uses:
            self._use(use, stream_id)

    def _use(self, use: ToolUse, stream_id: bytes) -> None:
        time_ns = (use.asked_ns, use.end_ns)
        chain = "handle_responses handle_output_item_done handle_tool_call_with_source"
        name = tool_name(use, self._client)
        told = {"tool_name": name, "conversation.id": self._session.session_id, "aborted": not use.accepted}
        self._tree.add(name, time_ns, self._tree.chain(chain, time_ns, stream_id), told)

    def _rpc(self, method: str) -> dict[str, str]:
        self._requests += 1
        return {
            "rpc.system": "jsonrpc",
            "rpc.method": method,
            "rpc.transport": "in-process" if self._client.source == "exec" else "unix_socket",
            "rpc.request_id": str(self._requests),
            "app_server.client_name": self._client.originator,
            "app_server.client_version": self._client.version,
        }
