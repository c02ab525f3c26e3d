"""`session_index.jsonl`: titles of threads."""

from __future__ import annotations

from collections.abc import Sequence

from aiobserver import Json, SessionFact, Understood, parsed, text_at, time_at


def read_titles(lines: Sequence[bytes]) -> Understood:
    """The titles that lines give; the last one of a thread counts."""
    facts, not_understood = [], []
    for position, line in enumerate(lines):
        value = parsed(line)
        fact = _fact(value) if isinstance(value, dict) else None
        if fact is not None:
            facts.append(fact)
        elif line.strip():
            not_understood.append(position)
    return Understood(sightings=facts, not_understood=not_understood)


def _fact(line: Json) -> SessionFact | None:
    fact = SessionFact(
        session=text_at(line, "id"), time_ns=time_at(line, "updated_at"), title=text_at(line, "thread_name")
    )
    return fact if fact.session and fact.time_ns else None
