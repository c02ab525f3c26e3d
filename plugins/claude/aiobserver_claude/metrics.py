"""The metrics of Claude Code. They are delta sums, or cumulative if the user says so; both give the same totals."""

from __future__ import annotations

from aiobserver import Breakdown, BreakdownValue, MetricInfo

_MODEL = Breakdown("model", "Model")
_QUERY_SOURCE = Breakdown("query_source", "Asked by")

METRICS = (
    MetricInfo(
        name="claude_code.session.count",
        display_name="Sessions",
        unit="",
        kind="counter",
        description="Started sessions.",
        breakdowns=(
            Breakdown(
                "start_type",
                "Start",
                (
                    BreakdownValue("fresh", "New"),
                    BreakdownValue("resume", "Resumed"),
                    BreakdownValue("continue", "Continued"),
                    BreakdownValue("agents_view", "Agents View", counted=False),
                ),
            ),
        ),
        role="sessions",
        note="A resumed run counts under its own session id; its prompts and requests keep the old one. "
        "The window of `claude agents` (`agents_view`) is not a conversation: it is shown but not counted.",
    ),
    MetricInfo(
        name="claude_code.token.usage",
        display_name="Token Usage",
        unit="tokens",
        kind="counter",
        description="Tokens by type; the types do not overlap.",
        breakdowns=(
            Breakdown(
                "type",
                "Type",
                (
                    BreakdownValue("input", "Input", counts_as="input"),
                    BreakdownValue("output", "Output", counts_as="output"),
                    BreakdownValue("cacheRead", "Cache Read", counts_as="cache_read"),
                    BreakdownValue("cacheCreation", "Cache Creation", counts_as="cache_write"),
                ),
            ),
            _MODEL,
            _QUERY_SOURCE,
        ),
        role="tokens",
        note="Events and spans report the same tokens: never add them up.",
    ),
    MetricInfo(
        name="claude_code.cost.usage",
        display_name="Cost",
        unit="USD",
        kind="counter",
        description="Cost as computed by Claude Code.",
        breakdowns=(_MODEL, _QUERY_SOURCE),
        role="cost",
    ),
    MetricInfo(
        name="claude_code.lines_of_code.count",
        display_name="Lines of Code",
        unit="",
        kind="counter",
        description="Lines added and removed.",
        breakdowns=(
            Breakdown("type", "Change", (BreakdownValue("added", "Added"), BreakdownValue("removed", "Removed"))),
            _MODEL,
        ),
        note="Counts the empty string after a file's last newline as a line.",
    ),
    MetricInfo(
        name="claude_code.pull_request.count",
        display_name="Pull Requests",
        unit="",
        kind="counter",
        description="Pull requests created.",
    ),
    MetricInfo(
        name="claude_code.commit.count",
        display_name="Commits",
        unit="",
        kind="counter",
        description="Commits created.",
    ),
    MetricInfo(
        name="claude_code.code_edit_tool.decision",
        display_name="Edit Decisions",
        unit="",
        kind="counter",
        description="Edits accepted and rejected.",
        breakdowns=(
            Breakdown(
                "decision", "Decision", (BreakdownValue("accept", "Accepted"), BreakdownValue("reject", "Rejected"))
            ),
            Breakdown("tool_name", "Tool"),
            Breakdown("language", "Language"),
            Breakdown("source", "Decided by"),
        ),
    ),
    MetricInfo(
        name="claude_code.active_time.total",
        display_name="Active Time",
        unit="s",
        kind="counter",
        description="Active time of the user and the tool.",
        breakdowns=(Breakdown("type", "Who", (BreakdownValue("user", "Person"), BreakdownValue("cli", "Tool"))),),
    ),
)
