"""Compares two versions of the program by all that they answer to the recorded exports, byte for byte.

`python -m tools.compare_answers record FOLDER [--checkout DIR]` writes one file a request; `compare A B` tells which
files of two such folders differ, exit status 1 if any do.
"""

from __future__ import annotations

import argparse
import difflib
import http.client
import json
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import yaml
from websockets.sync.client import ClientConnection, connect

from tests.captures.recorded import recordings
from tests.server import JSON, REPOSITORY, Answer, Server
from tools import questions

VARYING: Mapping[str, tuple[str, ...]] = {
    "/api/status": ("uptimeSeconds", "lastTime", "lastTimes", "database", "wal"),
    "/api/backups": ("folder", "name", "path", "createdAt", "bytes"),
    "/api/dashboards": ("createdAt", "updatedAt"),
    "/api/data": ("before", "after"),
}
"""Path → fields of its answers that differ from run to run, and are written as `"…"`."""
VARYING_HEADERS = ("date",)
_VALUE = r'(?:"(?:[^"\\]|\\.)*"|\{[^{}]*\}|[^,{}\[\]]+)'
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COOKIE = re.compile(r"(?<=aiobserver_session=)[^;]+|(?<=expires=)[^;]+")
_MESSAGE_TIME = re.compile(r'(?<="timestamp":)"[^"]*"')
_PORT_IN_URL = re.compile(r"(?<=://localhost:)\d+")

_LIVE_S = 0.35
"""So long after an answer, or after another message, the last live message has come: they come every 100 ms."""
_SETTLED_S = 2
"""So long after the last change the indexes made in the background are complete."""
_MOST_SENT = 5_000
_TOKEN = "a-token-of-the-comparison"
_SHOWN_LINES = 12


class Recorder:
    """Writes down answers: `00001-GET-api-traces.json` and so on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: set[tuple[str, str]] = set()
        self._ids: dict[str, str] = {}
        self._count = 0

    def write(self, line: str, path: str, answer: Answer, request: object, live: Sequence[str] = ()) -> None:
        """One file; :param line: method and target. :param path: whose rules hold for what varies."""
        self._count += 1
        shown = {
            "request": self._stable(line, path),
            "sent": json.loads(self._stable(json.dumps(request), path)),
            "status": answer.status,
            "headers": _headers(answer),
            "body": self._stable(_text(answer.body), path),
            "live": [_MESSAGE_TIME.sub('"…"', message, count=1) for message in live],
        }
        name = re.sub(r"[^A-Za-z0-9.]+", "-", shown["request"])[:90].strip("-")
        text = json.dumps(shown, indent=1, ensure_ascii=False)
        (self.folder / f"{self._count:05}-{name}.json").write_text(text, "utf-8", "surrogatepass")

    def _stable(self, text: str, path: str) -> str:
        """The text without what differs from run to run."""
        for beginning, fields in VARYING.items():
            if path.startswith(beginning):
                text = re.sub(rf'("(?:{"|".join(fields)})":){_VALUE}', r'\1"…"', text)
        if path.startswith(questions.BOARDS):
            text = _UUID.sub(lambda found: self._ids.setdefault(found[0], f"<id {len(self._ids) + 1}>"), text)
        return _PORT_IN_URL.sub("…", text) if path == "/api/tools" else text


class Asker:
    """`questions.Asks` of a server."""

    def __init__(self, server: Server, recorder: Recorder) -> None:
        self._server = server
        self._recorder = recorder

    def get(self, path: str, /, **query: object) -> Any:
        return self.send("GET", f"{path}?{urlencode(query)}" if query else path)

    def send(self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        sent = {"Content-Type": JSON} if headers is None and content is not None else dict(headers or {})
        answer = self._server.request(method, path, content, sent)
        bare = path.partition("?")[0]
        self._recorder.asked.add((method, bare))
        self._recorder.write(
            f"{method} {path}", bare, answer, {"headers": sent, "body": _text(content or b"")[:_MOST_SENT]}
        )
        return _json(answer)


def record(folder: Path, checkout: Path) -> int:
    """Writes all answers of a checkout's server; how many."""
    folder.mkdir(parents=True)
    recorder = Recorder(folder)
    with TemporaryDirectory() as temporary:
        with _server(checkout, Path(temporary) / "open") as server:
            _record_open(recorder, server)
        with _server(checkout, Path(temporary) / "locked", AI_OBSERVER_TOKEN=_TOKEN) as server:
            questions.log_in(Asker(server, recorder), _TOKEN)
    for method, path in _not_asked(recorder.asked):
        print(f"not asked: {method} {path}")
    return len(list(folder.iterdir()))


def _record_open(recorder: Recorder, server: Server) -> None:
    ask = Asker(server, recorder)
    with connect(f"ws://127.0.0.1:{server.api_port}/ws", max_size=None) as live:
        _export(recorder, server, live)
    time.sleep(_SETTLED_S)
    questions.read_all(ask)
    questions.change_dashboards(ask)
    questions.make_backup(ask)
    questions.ask_wrongly(ask, _methods_of())
    _restart(server)
    questions.read_all(ask)
    questions.delete_records(ask)
    time.sleep(_SETTLED_S)
    questions.read_lists(ask)
    questions.read_batches(ask)


def _server(checkout: Path, folder: Path, **settings: str) -> Server:
    command = (str(checkout.resolve() / ".venv/bin/python"), "-m", "aiobserver")
    own = {"PYTHONPATH": str(checkout.resolve()), "AI_OBSERVER_BACKUP_HOURS": "0"}
    return Server(folder, own | settings, command=command)


def _restart(server: Server) -> None:
    time.sleep(_SETTLED_S)
    server.restart()
    time.sleep(_SETTLED_S)


def _export(recorder: Recorder, server: Server, live: ClientConnection) -> None:
    """Sends all recordings, the last one twice, and what is refused; waits for the live messages of each request."""
    chosen = recordings()
    connection = http.client.HTTPConnection("127.0.0.1", server.otlp_port, timeout=60)
    for recording in (*chosen, chosen[-1]):
        for request in recording.requests:
            answer = request.send(connection)
            path = request.meta["path"]
            recorder.write(f"POST {path} {recording.name}", path, answer, request.meta, list(_messages(live)))
    connection.close()
    for method, path, body, kind in questions.wrong_exports():
        answer = server.post(path, body, kind, method=method)
        sent = {"body": _text(body), "type": kind}
        recorder.write(f"{method} {path} {kind}", path, answer, sent, list(_messages(live)))


def _messages(live: ClientConnection) -> Iterator[str]:
    while True:
        try:
            yield str(live.recv(timeout=_LIVE_S))
        except TimeoutError:
            return


def _headers(answer: Answer) -> dict[str, str]:
    """All that do not vary; the length only where there is no body to be seen."""
    left_out = (*VARYING_HEADERS, "content-length") if answer.body else VARYING_HEADERS
    return {name: _COOKIE.sub("…", value) for name, value in sorted(answer.headers.items()) if name not in left_out}


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")


def _json(answer: Answer) -> Any:
    is_json = answer.body and answer.headers.get("content-type", "").startswith(JSON)
    return answer.json() if is_json else None


def _methods_of() -> dict[str, set[str]]:
    """Path → its methods, as the contract has them."""
    contract = yaml.safe_load((REPOSITORY / "aiobserver/api/openapi.yaml").read_text(encoding="utf-8"))
    return {path: {name.upper() for name in methods} for path, methods in contract["paths"].items()}


def _not_asked(asked: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Calls of the contract that nothing was asked of."""
    calls = [(method, path) for path, methods in _methods_of().items() for method in sorted(methods)]
    patterns = {call: re.compile(re.sub(r"\{\w+\}", "[^/]+", call[1])) for call in calls}
    return [call for call in calls if not any(call[0] == one[0] and patterns[call].fullmatch(one[1]) for one in asked)]


def compare(first: Path, second: Path) -> int:
    """Print the answers that differ, and the requests that only one version has; return their number."""
    names = [sorted(path.name for path in folder.glob("*.json")) for folder in (first, second)]
    asked = [[name.split("-", 1)[1] for name in each] for each in names]  # without its number, which a new route moves
    different = total = 0
    for kind, *ranges in difflib.SequenceMatcher(None, asked[0], asked[1], autojunk=False).get_opcodes():
        old, new = names[0][slice(*ranges[:2])], names[1][slice(*ranges[2:])]
        total += max(len(old), len(new))
        if kind != "equal":
            print(
                "\n".join(
                    [*(f"only in {first}: {name}" for name in old), *(f"only in {second}: {name}" for name in new)]
                )
            )
            different += len(old) + len(new)
            continue
        for one, other in zip(old, new, strict=True):
            different += _differ(first / one, second / other)
    print(f"{different} of {total} answers differ" if different else f"{total} answers equal")
    return different


def _differ(one: Path, other: Path) -> bool:
    before, after = _lines(one), _lines(other)
    if before == after:
        return False
    found = difflib.unified_diff(before, after, str(one), str(other), n=1, lineterm="")
    print("\n".join(line[:300] for line in islice(found, _SHOWN_LINES)))
    return True


def _lines(path: Path) -> list[str]:
    """The text with a line for each field, also of the body."""
    return path.read_bytes().decode("utf-8", "replace").replace(",", ",\n").splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record", help="write the answers of a version")
    recording.add_argument("folder", type=Path, help="made by this command")
    recording.add_argument("--checkout", type=Path, default=REPOSITORY, help="with a .venv of its own; default: this")
    comparing = commands.add_parser("compare", help="compare two recordings")
    comparing.add_argument("folders", type=Path, nargs=2)
    arguments = parser.parse_args()
    if arguments.command == "compare":
        return 1 if compare(*arguments.folders) else 0
    print(f"{record(arguments.folder, arguments.checkout)} answers recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main())
