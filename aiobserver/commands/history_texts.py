"""Texts of commands about transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiobserver.commands.importer import Plan
    from aiobserver.history.discover import FoundFile
    from aiobserver.history.importing import ImportRun

_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1000
_KEPT = {
    "all": "All text of the conversations is kept in the database (AI_OBSERVER_KEEP_TEXT=all).",
    "titles": "Of texts only titles and first prompts are kept, shortened (AI_OBSERVER_KEEP_TEXT=titles).",
    "none": "No text of the conversations is kept.",
}


def kept_text(keeps: str) -> str:
    """A line on what is read and what is kept of it."""
    return f"Reads models, tokens, times, tools, folders and branches of each session. {_KEPT[keeps]}"


def overview(plan: Plan) -> Iterator[str]:
    """A line per tool: what is on disk, and what of it is new."""
    for tool, title in plan.titles.items():
        files = [file for file in plan.found.files if file.tool == tool]
        news = [file for file in plan.news if file.tool == tool]
        if not files:
            yield f"{title}: no transcripts found in {plan.places[tool]}"
        elif not news:
            yield f"{title}: {_files(files)}, all imported"
        else:
            already = len(files) - len(news)
            rest = f"; {already} imported already" if already else ""
            yield f"{title}: {_files(news)} to import, since {_day(news[0].modified_ns)}{rest}"
    for problem in plan.found.unreadable:
        yield f"cannot read {problem}"
    if not plan.news:
        yield "Nothing to import."


def report(run: ImportRun, keeps: str) -> Iterator[str]:
    """Lines on what an import brought."""
    if run.state == "failed":
        yield f"The import stopped: {run.problem}. What is stored stays; import again to go on."
    yield (
        f"Imported {run.progress.files_read} files: {len(run.sessions)} sessions, {run.calls + run.known_calls} calls, "
        f"{run.tokens} tokens, {run.cost:.2f} USD by API prices."
    )
    if run.known_calls:
        yield f"{run.known_calls} of the calls were known already, from telemetry or other transcripts."
    if run.progress.not_understood:
        yield (
            f"{run.progress.not_understood} lines were not understood, "
            f"the first is {run.progress.first_not_understood}."
        )
    for problem in run.progress.problems:
        yield f"cannot read {problem}"
    if run.progress.unreadable > len(run.progress.problems):
        yield f"… and {run.progress.unreadable - len(run.progress.problems)} more"
    yield _KEPT[keeps]


def size_text(size: float) -> str:
    """Bytes with a unit, three digits."""
    unit = 0
    while size >= _THOUSAND and unit < len(_UNITS) - 1:
        size, unit = size / _THOUSAND, unit + 1
    return f"{size:.3g} {_UNITS[unit]}" if size < _THOUSAND else f"{size:.0f} {_UNITS[unit]}"


def _files(files: list[FoundFile]) -> str:
    return f"{len(files)} {'file' if len(files) == 1 else 'files'}, {size_text(sum(file.size for file in files))}"


def _day(time_ns: int) -> str:
    return datetime.fromtimestamp(time_ns / 10**9).astimezone().strftime("%-d %B %Y")
