"""`make fuzz`: both decoders under atheris, the HTTP surface, the REST API under schemathesis. Exits 1 if one broke.

`python -m tests.fuzz --inputs N` decodes N inputs, makes a fifth of that in requests and a tenth in schemathesis'.
What broke is kept in the folder `.cache/fuzz`; mend it and move it to tests/fuzz/corpus.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path

from tests.fuzz.mutations import CORPUS, seeds
from tests.fuzz.surface import fuzz_surface
from tests.server import REPOSITORY, Server

_KEPT = REPOSITORY / ".cache" / "fuzz"
_BATCH = 500
_LINES = 4
_CHECKS = "not_a_server_error,content_type_conformance,response_schema_conformance,status_code_conformance"


def main() -> None:
    """Runs all three."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", choices=("decode", "http", "api"))
    given = parser.parse_args()
    _KEPT.mkdir(parents=True, exist_ok=True)
    print(f"seed {given.seed}, {given.inputs} inputs; what breaks is kept in {_KEPT.relative_to(REPOSITORY)}")
    failed = [
        name
        for name, run in (("decode", _decode), ("http", _http), ("api", _api))
        if given.only in (None, name) and not run(given.inputs, given.seed)
    ]
    print(f"broken: {', '.join(failed)}" if failed else "nothing broke")
    sys.exit(bool(failed))


def _decode(inputs: int, seed: int) -> bool:
    """libFuzzer follows the branches of the decoders; it ends its process, so it gets one."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder)
        for number, body in enumerate(seeds()):
            (corpus / str(number)).write_bytes(bytes([number % 16]) + body)
        arguments = [f"-runs={inputs}", f"-seed={seed}", "-max_len=20001", "-timeout=5", "-print_final_stats=1"]
        command = [sys.executable, "-m", "tests.fuzz.under_atheris", *arguments, f"-artifact_prefix={_KEPT}/"]
        ended = subprocess.run([*command, str(corpus), str(CORPUS / "decode")], cwd=REPOSITORY, check=False)
    return ended.returncode == 0


def _http(inputs: int, seed: int) -> bool:
    """Four connections to each port at once."""
    count = inputs // 5
    bodies = seeds()
    statuses: Counter[int] = Counter()
    kept: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server, ThreadPoolExecutor(_LINES) as threads:
        rounds = range(seed, seed + count // _BATCH)
        for outcome in threads.map(lambda number: fuzz_surface(server, number, _BATCH, bodies), rounds):
            statuses += outcome.statuses
            for what, request in outcome.broken:
                name = blake2b(request.wire, digest_size=8).hexdigest()
                (_KEPT / name).write_bytes(request.wire)
                kept.add(name)
                print(f"{what}: {name}")
        traced = server.log.count("Traceback")
        (_KEPT / "server.log").write_text(server.log)
        healthy = server.get("/health").status == 200
    print(f"{sum(statuses.values())} requests: {dict(statuses.most_common())}; {traced} tracebacks in the log")
    return not kept and not traced and healthy


def _api(inputs: int, seed: int) -> bool:
    """Everything openapi.yaml describes, within it and not."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        body = random.Random(seed).choice(seeds())
        server.post("/", body, None)
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "run", "aiobserver/api/openapi.yaml"),
            *("--url", f"http://127.0.0.1:{server.api_port}", "--seed", str(seed), "--checks", _CHECKS),
            *("--max-examples", str(max(1, inputs // 10 // 50)), "--exclude-path", "/ws", "--continue-on-failure"),
            *("--phases", "examples,coverage,fuzzing", "--max-response-time", "5", "--suppress-health-check", "all"),
            *("--warnings", "off"),
        ]
        ended = subprocess.run(command, cwd=REPOSITORY, check=False)
        traced = server.log.count("Traceback")
    print(f"{traced} tracebacks in the log")
    return ended.returncode == 0 and not traced


if __name__ == "__main__":
    main()
