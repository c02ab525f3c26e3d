"""A throw-away home in which tools are connected without a command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from aiobserver.hooks.host import Plugins
from aiobserver.model.setup import SetupEdits, SetupOption
from aiobserver.setup.apply import apply, check
from aiobserver.setup.plan import Plan, Planner
from aiobserver.setup.undo import FileUndo, plan_undo, undo
from aiobserver.setup.user_environment import UserEnvironment

ENDPOINT = "http://localhost:4318"
FILES = {"claude": ".claude/settings.json", "gemini": ".gemini/settings.json", "codex": ".codex/config.toml"}


@dataclass(slots=True)
class Home:
    """A user's home, environment and current folder."""

    path: Path
    plugins: Plugins
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def user(self) -> UserEnvironment:
        return UserEnvironment(self.environment, self.path, self.path / "project")

    def file(self, tool: str, content: str | bytes | None = None) -> Path:
        """The tool's configuration file; written if there is content for it."""
        path = self.path / FILES[tool]
        if content is not None:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def edits(self, tool: str, endpoint: str = ENDPOINT, token: str | None = None) -> SetupEdits:
        edits = self.plugins.setup_edits(tool, endpoint, token)
        assert edits is not None, self.plugins.statuses()
        return edits

    def plan(self, tool: str, *options: SetupOption, endpoint: str = ENDPOINT, token: str | None = None) -> Plan:
        return Planner(self.user, endpoint).plan(self.edits(tool, endpoint, token), options)

    def apply(self, tool: str, *options: SetupOption, endpoint: str = ENDPOINT, token: str | None = None) -> Plan:
        plan = self.plan(tool, *options, endpoint=endpoint, token=token)
        check(plan)
        for change in plan.changes:
            apply(change)
        return plan

    def remove(self, tool: str) -> list[FileUndo]:
        changes = plan_undo(self.edits(tool, token="any"), self.user)
        for change in changes:
            undo(change)
        return changes

    def contents(self) -> dict[str, bytes]:
        """Every file below the home."""
        files = (path for path in sorted(self.path.rglob("*")) if path.is_file())
        return {path.relative_to(self.path).as_posix(): path.read_bytes() for path in files}
