"""Plugins come in by the entry-point group; whatever one does costs only its own decision."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from aiobserver.demo.encode import encode
from aiobserver.hooks.host import Plugins
from aiobserver.model.batch import Batch, Records
from aiobserver.model.declared import ServiceSet
from aiobserver.model.derived import DerivedPoint
from tests.fixture_plugins import install_plugin
from tests.rows import log, span

Install = Callable[[str, str], None]

GOOD = """
    from aiobserver import DerivedPoint, Tool, hookimpl

    @hookimpl
    def aiobserver_tool():
        return Tool(id="good", title="Good", colour="#112233", services=("svc",), service_prefixes=("good-",),
                    aliases=("good-tool",), session_attributes=("sid",))

    @hookimpl
    def aiobserver_setup_text(tool, endpoint):
        return f"send to {endpoint}" if tool == "good" else None

    @hookimpl
    def aiobserver_derive_metrics(logs):
        return (DerivedPoint(position=p, name="m", value=1) for p in range(len(logs)))

    @hookimpl
    def aiobserver_drop_logs(logs):
        return [0]
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a plugin as pip would: a module, and metadata with its entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def _install(name: str, source: str) -> None:
        install_plugin(tmp_path, name, source)

    return _install


BUNDLED = ("claude", "gemini", "codex")


def load() -> Plugins:
    return Plugins.load(disabled=BUNDLED)


def logs(count: int = 3) -> Records:
    return Records(Batch("logs", "svc", None, [log()] * count))


def test_a_plugin_is_found_by_its_entry_point(install: Install) -> None:
    install("good", GOOD)
    plugins = load()
    found = next(status for status in plugins.statuses() if status.name == "good")
    assert (found.distribution, found.version, found.enabled, found.failures) == ("dist-good", "1.2", True, 0)
    assert "aiobserver_tool" in found.hooks
    assert [entry.tool.id for entry in plugins.entries] == ["good"]


DECLARED = """
    from aiobserver import DerivedPoint, MetricInfo, Tool, ToolPlugin, hookimpl

    def derive(logs):
        return [DerivedPoint(position=p, name="m", value=1) for p in range(len(logs))]

    PLUGIN = ToolPlugin(
        tool=Tool(id="one", title="One", colour="#112233", services=("svc",)),
        metrics=(MetricInfo("m", "M", "", "counter", "A metric."),),
        setup_text=lambda endpoint, token: f"send to {endpoint} with {token}",
        derive_metrics=derive,
        main_spans=lambda spans: [0],
    )

    @hookimpl
    def aiobserver_drop_logs(logs):
        return [0]
"""


def test_a_plugin_declared_as_one_object_is_asked_like_one_with_hooks(install: Install) -> None:
    install("one", DECLARED)
    plugins = load()
    (status,) = (status for status in plugins.statuses() if status.name == "one")
    assert status.hooks == tuple(
        f"aiobserver_{name}" for name in ("derive_metrics", "drop_logs", "main_spans", "metrics", "setup_text", "tool")
    )
    (entry,) = plugins.entries
    assert (entry.plugin, entry.tool.id, entry.metrics[0].name) == ("one", "one", "m")
    assert plugins.setup_text("one", "http://x", "t") == "send to http://x with t"
    assert len(plugins.derive(logs())) == 3
    assert plugins.drop(logs()) == {0}
    assert plugins.main_spans(Records(Batch("traces", "svc", None, [span()]))) == {0}
    strange = Records(Batch("logs", "strange", None, [log()]))
    assert plugins.derive(strange) == []
    assert plugins.main_spans(Records(Batch("traces", "strange", None, [span()]))) == frozenset()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("PLUGIN = 1", "PLUGIN is a int, expected a ToolPlugin"),
        (
            """
            from aiobserver import Tool, ToolPlugin
            PLUGIN = ToolPlugin(tool=Tool(id="a", title="A", colour="#000000"), derive_metrics=3)
            """,
            "derive_metrics is a int, expected a function",
        ),
        (
            """
            from aiobserver import Tool, ToolPlugin, hookimpl
            PLUGIN = ToolPlugin(tool=Tool(id="a", title="A", colour="#000000"))

            @hookimpl
            def aiobserver_tool():
                return PLUGIN.tool
            """,
            "PLUGIN declares tool, and aiobserver_tool implements it, too",
        ),
    ],
    ids=["no ToolPlugin", "no function", "twice"],
)
def test_a_rubbish_declaration_costs_only_its_plugin(install: Install, source: str, reason: str) -> None:
    install("bad", source)
    install("good", GOOD)
    plugins = load()
    (status,) = (status for status in plugins.statuses() if status.name == "bad")
    assert not status.enabled
    assert reason in status.errors[0]
    assert [entry.tool.id for entry in plugins.entries] == ["good"]


def test_the_services_whose_main_spans_are_marked_are_those_of_plugins_that_do_it(install: Install) -> None:
    install("good", GOOD)
    source = """
        from aiobserver import Tool, hookimpl

        @hookimpl
        def aiobserver_tool():
            return Tool(id="marking", title="M", colour="#000000", services=("m",), service_prefixes=("s", "m-"))

        @hookimpl
        def aiobserver_main_spans(spans):
            raise ValueError("no")
        """
    install("marking", source)
    plugins = load()
    assert plugins.marking_services() == ServiceSet(names=("m",), prefixes=("s", "m-"), others=("svc",))
    for _ in range(20):
        plugins.main_spans(Records(Batch("traces", "m", None, [span()])))
    assert plugins.marking_services() == ServiceSet(others=("svc", "m"))


def test_a_service_belongs_to_the_tool_that_names_it(install: Install) -> None:
    install("good", GOOD)
    install(
        "greedy",
        """
        from aiobserver import Tool, hookimpl

        @hookimpl
        def aiobserver_tool():
            return Tool(id="greedy", title="Greedy", colour="#000000", service_prefixes=("s",))
        """,
    )
    plugins = load()
    owners = {name: plugins.entry_of(name) for name in ("svc", "svd", "good-1", "else")}
    assert {name: entry.tool.id for name, entry in owners.items() if entry} == {
        "svc": "good",
        "svd": "greedy",
        "good-1": "good",
    }
    assert plugins.session_attributes("svc") == ("sid",)
    assert plugins.session_attributes("else") == ("session.id",)


def test_only_the_plugin_of_a_recognised_tool_sees_a_name_that_it_owns(install: Install) -> None:
    tell = """
        from aiobserver import DerivedPoint, Tool, hookimpl

        @hookimpl
        def aiobserver_tool():
            return Tool(id={name!r}, title="T", colour="#000000", services=({name!r},))

        @hookimpl
        def aiobserver_derive_metrics(logs):
            sent = logs.column("ServiceName")[0]
            return [DerivedPoint(0, "asked", 1, attributes={{"as": logs.service_name, "sent": sent, "by": {name!r}}})]
        """
    for name in ("one", "two"):
        install(name, tell.format(name=name))
    plugins = load()
    derived = plugins.derive(Records(Batch("logs", "renamed", None, [log(ServiceName="renamed")], tool="one")))
    points = [point for point in derived if isinstance(point, DerivedPoint)]
    seen = {(point.attributes["by"], point.attributes["as"], point.attributes["sent"]) for point in points}
    assert seen == {("one", "one", "renamed"), ("two", "renamed", "renamed")}


def test_a_recognised_service_is_asked_about_like_its_tool_s_own(install: Install) -> None:
    install("good", GOOD)
    plugins = load()
    plugins.tools.learn("renamed", plugins.entries[0])
    assert plugins.session_attributes("renamed") == ("sid",)
    assert plugins.entry_of("renamed") is plugins.entries[0]
    assert plugins.content("renamed") == plugins.content("svc")
    assert plugins.delta_rules("renamed") == plugins.delta_rules("svc")


def test_setup_text_is_found_by_id_and_alias_in_any_case(install: Install) -> None:
    install("good", GOOD)
    plugins = load()
    texts = [plugins.setup_text(name, "http://localhost:1") for name in ("good", "Good-Tool", "nobody")]
    assert texts == ["send to http://localhost:1", "send to http://localhost:1", None]


RUBBISH_EDITS = {
    "not edits": "{}",
    "no edits": "SetupEdits(edits=())",
    "a list": "SetupEdits(edits=[EDIT])",
    "a path anywhere": "SetupEdits((SetupEdit(SetupFile(('/etc/passwd',), 'json'), ('a',), 'x'),))",
    "a path upwards": "SetupEdits((SetupEdit(SetupFile(('~/../other/x',), 'json'), ('a',), 'x'),))",
    "no path": "SetupEdits((SetupEdit(SetupFile((), 'json'), ('a',), 'x'),))",
    "another format": "SetupEdits((SetupEdit(SetupFile(('~/x',), 'yaml'), ('a',), 'x'),))",
    "a text as key": "SetupEdits((SetupEdit(FILE, 'a', 'x'),))",
    "an empty key": "SetupEdits((SetupEdit(FILE, (), 'x'),))",
    "a deep variable": "SetupEdits((SetupEdit(SetupFile(('~/x',), 'env'), ('a', 'b'), 'x'),))",
    "a function as value": "SetupEdits((SetupEdit(FILE, ('a',), print),))",
    "a list as value": "SetupEdits((SetupEdit(FILE, ('a',), {'b': ['x']}),))",
    "another way with what is there": "SetupEdits((SetupEdit(FILE, ('a',), 'x', 'overwrite'),))",
    "another option": "SetupEdits((SetupEdit(FILE, ('a',), 'x', option='all'),))",
    "a program's path": "SetupEdits((EDIT,), programs=('/bin/sh',))",
    "a text as readings": "SetupEdits((EDIT,), readings='x')",
    "a source of nothing": "SetupEdits((EDIT,), readings=(SetupReading('a', (SetupSource(()),)),))",
}


@pytest.mark.parametrize("edits", RUBBISH_EDITS.values(), ids=RUBBISH_EDITS.keys())
def test_rubbish_edits_are_refused_and_others_asked(install: Install, edits: str) -> None:
    head = """\
from aiobserver import SetupEdit, SetupEdits, SetupFile, SetupReading, SetupSource, hookimpl
FILE = SetupFile(("~/x",), "json")
EDIT = SetupEdit(FILE, ("a",), "x")
"""
    hook = "@hookimpl\ndef aiobserver_setup_edits(tool, endpoint, token):\n    return "
    install("wrong", f"{head}{hook}{edits}\n")
    install("good", f"{head}{hook}SetupEdits((EDIT,))\n")
    plugins = load()
    found = plugins.setup_edits("any", "http://localhost:1")
    assert found is not None
    assert found.edits[0].key == ("a",)
    assert {status.name: status.failures for status in plugins.statuses() if status.failures} == {"wrong": 1}


FAILING = {
    "exception": "raise ValueError('boom')",
    "system exit": "raise SystemExit(3)",
    "recursion": "raise RecursionError('deep')",
    "memory": "raise MemoryError('none left')",
    "wrong type": "return 7",
    "text": "return 'ab'",
    "out of range": "return [99]",
    "negative": "return [-1]",
    "bool": "return [True]",
    "fails while iterated": "return (1 // 0 for _ in [1])",
    "fails midway": "yield 1\n    raise SystemExit",
    "interrupt": "raise KeyboardInterrupt",
    "without end": "import itertools\n    return itertools.repeat(0)",
    "a mapping": "return {0: 1}",
    "a number that is no int": "return [0.0]",
    "no exception one can print": "raise type('E', (Exception,), {'__str__': lambda self: 1 // 0})()",
    "a message that is no text": "raise ValueError('\\ud800')",
}


@pytest.mark.parametrize("body", FAILING.values(), ids=FAILING.keys())
def test_a_failing_hook_costs_only_its_own_decision(install: Install, body: str) -> None:
    install("bad", f"from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(logs):\n    {body}\n")
    install("good", GOOD)
    plugins = load()
    assert plugins.drop(logs()) == {0}
    failed = next(status for status in plugins.statuses() if status.name == "bad")
    assert failed.failures == 1
    assert "aiobserver_drop_logs" in failed.errors[0]
    assert failed.errors[0].isprintable()


RUBBISH_POINTS = {
    "not a point": "['x']",
    "not a number": "[DerivedPoint(position=0, name='m', value=float('nan'))]",
    "negative": "[DerivedPoint(position=0, name='m', value=-1)]",
    "text value": "[DerivedPoint(position=0, name='m', value='1')]",
    "no name": "[DerivedPoint(position=0, name='', value=1)]",
    "out of range": "[DerivedPoint(position=3, name='m', value=1)]",
    "a million": "(DerivedPoint(position=0, name='m', value=1) for _ in range(10**6))",
    "over 63 bits": "[DerivedPoint(position=0, name='m', value=2**63)]",
    "too large for a float": "[DerivedPoint(position=0, name='m', value=10**400)]",
    "infinite": "[DerivedPoint(position=0, name='m', value=float('inf'))]",
    "a name that is no text": "[DerivedPoint(position=0, name='\\ud800', value=1)]",
    "a unit that is no text": "[DerivedPoint(position=0, name='m', value=1, unit=None)]",
    "attributes of half a megabyte": "[DerivedPoint(position=0, name='m', value=1, attributes={'a': 'x' * 2**19})]",
    "attributes that are no text": "[DerivedPoint(position=0, name='m', value=1, attributes={'a': '\\ud800'})]",
    "attributes that contain themselves": "[DerivedPoint(0, 'm', 1, attributes=(d := {}, d.update(a=d))[0])]",
    "a model that is no text": "[Unpriced(position=0, model=None)]",
    "attributes that are no JSON": "[DerivedPoint(position=0, name='m', value=1, attributes={'a': {1}})]",
}


@pytest.mark.parametrize("points", RUBBISH_POINTS.values(), ids=RUBBISH_POINTS.keys())
def test_rubbish_points_are_refused_and_others_kept(install: Install, points: str) -> None:
    install(
        "bad",
        f"from aiobserver import DerivedPoint, Unpriced, hookimpl\n"
        f"@hookimpl\ndef aiobserver_derive_metrics(logs):\n    return {points}\n",
    )
    install("good", GOOD)
    plugins = load()
    assert plugins.derive(logs(1)) == [DerivedPoint(position=0, name="m", value=1)]
    assert next(status for status in plugins.statuses() if status.name == "bad").failures == 1


RUBBISH_DECLARATIONS = {
    "no tool": ("tool", "7"),
    "a tool without an id": ("tool", "Tool(id='', title='', colour='')"),
    "a tool with a number for a title": ("tool", "Tool(id='bad', title=1, colour='#000000')"),
    "a tool with a text for its services": ("tool", "Tool(id='bad', title='Bad', colour='#000000', services='svc')"),
    "a tool with a title that is no text": ("tool", "Tool(id='bad', title='\\ud800', colour='#000000')"),
    "the tool of another": ("tool", "Tool(id='good', title='Good', colour='#000000')"),
    "a metric twice": ("metrics", "[MetricInfo('m', 'M', '1', 'counter', '')] * 2"),
    "a metric of an unknown kind": ("metrics", "[MetricInfo('m', 'M', '1', 'number', '')]"),
    "a breakdown of another type": ("metrics", "[MetricInfo('m', 'M', '1', 'counter', '', breakdowns=('a',))]"),
    "events that are metrics": ("events", "[MetricInfo('m', 'M', '1', 'counter', '')]"),
    "an event with a number for its role": ("events", "[EventInfo('e', 'E', '', role=1)]"),
    "a rule without end": ("delta_rules", "(DeltaRule(str(n), 'x') for n in itertools.count())"),
    "attributes that are numbers": ("content_attributes", "[1]"),
    "attributes in one text": ("content_attributes", "'prompt'"),
    "a dashboard that is a list": ("dashboards", "[[]]"),
    "a dashboard without widgets": ("dashboards", "[{'name': 'x'}]"),
    "a dashboard with NaN": ("dashboards", "[{'name': 'x', 'widgets': [float('nan')]}]"),
    "a dashboard whose name is no text": ("dashboards", "[{'name': '\\ud800', 'widgets': []}]"),
    "a text that is a number": ("setup_text", "1"),
    "a text that is none": ("setup_text", "'\\ud800'"),
}


@pytest.mark.parametrize(("hook", "value"), RUBBISH_DECLARATIONS.values(), ids=RUBBISH_DECLARATIONS.keys())
def test_rubbish_declarations_are_refused_and_others_kept(install: Install, hook: str, value: str) -> None:
    install("good", GOOD)
    install(
        "worse",
        f"import itertools\nfrom aiobserver import DeltaRule, EventInfo, MetricInfo, Tool, hookimpl\n"
        f"@hookimpl(tryfirst=True)\ndef aiobserver_{hook}(): return {value}",
    )
    plugins = load()
    assert plugins.setup_text("good", "here") == "send to here"
    failed = next(status for status in plugins.statuses() if status.name == "worse")
    assert (failed.failures, failed.enabled) == (1, True)
    assert [(entry.plugin, entry.metrics, entry.dashboards) for entry in plugins.entries] == [("good", (), ())]


def test_a_plugin_cannot_change_what_it_is_given(install: Install) -> None:
    install(
        "bad",
        """
        from aiobserver import hookimpl

        @hookimpl
        def aiobserver_drop_logs(logs):
            logs.column("Body")[0] = "changed"
            logs.attributes(0)["a"] = "changed"
            logs.resource["service.name"] = "changed"
        """,
    )
    plugins = load()
    records = Records(Batch("logs", "svc", '{"service.name":"svc"}', [log(Body="b", LogAttributes='{"a":1}')]))
    plugins.drop(records)
    assert (records.column("Body"), records.attributes(0), records.resource) == (
        ["b"],
        {"a": 1},
        {"service.name": "svc"},
    )


def test_failures_now_and_then_switch_nothing_off_and_do_not_flood_the_log(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    source = "calls = []\nfrom aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(logs):\n"
    install("bad", source + "    calls.append(1)\n    1 // (len(calls) % 2)\n")
    plugins = load()
    for _ in range(1000):
        plugins.drop(logs())
    found = next(status for status in plugins.statuses() if status.name == "bad")
    assert (found.enabled, found.failures) == (True, 500)
    assert len(caplog.records) == 101


def test_a_plugin_that_fails_again_and_again_is_switched_off(
    install: Install, caplog: pytest.LogCaptureFixture
) -> None:
    install("bad", "from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(logs):\n    1 // 0\n")
    plugins = load()
    with caplog.at_level(logging.ERROR):
        for _ in range(30):
            plugins.drop(logs())
    found = next(status for status in plugins.statuses() if status.name == "bad")
    assert (found.enabled, found.failures) == (False, 20)
    assert "switched off" in caplog.text


BROKEN = {
    "raises at import": "raise RuntimeError('no')",
    "exits at import": "import sys; sys.exit(1)",
    "syntax error": "def (",
    "misspelt hook": "from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_log(logs): return []\n",
    "wrong argument": "from aiobserver import hookimpl\n@hookimpl\ndef aiobserver_drop_logs(records): return []\n",
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN.keys())
def test_a_plugin_that_cannot_be_loaded_is_shown_and_the_others_work(install: Install, source: str) -> None:
    install("broken", source)
    install("good", GOOD)
    plugins = load()
    found = next(status for status in plugins.statuses() if status.name == "broken")
    assert (found.enabled, len(found.errors)) == (False, 1)
    assert [entry.tool.id for entry in plugins.entries] == ["good"]


def test_a_disabled_plugin_is_listed_but_not_loaded(install: Install) -> None:
    install("broken", BROKEN["raises at import"])
    plugins = Plugins.load(disabled=["broken", *BUNDLED])
    found = next(status for status in plugins.statuses() if status.name == "broken")
    assert (found.enabled, found.errors) == (False, ())


SAMPLE = """
    from aiobserver import DemoExport, DemoLog, hookimpl

    @hookimpl
    def aiobserver_demo(start_ns, end_ns, seed):
        yield DemoExport({time}, {{"service.name": "x"}}, "scope", {records})
"""
RUBBISH_SAMPLES = {
    "too late": ("end_ns", "(DemoLog(start_ns, {}),)"),
    "no records": ("start_ns", "()"),
    "not a record": ("start_ns", "('log',)"),
    "an attribute that cannot be sent": ("start_ns", "(DemoLog(start_ns, {'a': {1}}),)"),
    "a time that cannot be sent": ("start_ns", "(DemoLog(-1, {}),)"),
    "an id that cannot be": ("start_ns", "(DemoLog(start_ns, {}, trace_id=b'short'),)"),
}


@pytest.mark.parametrize(("time", "records"), RUBBISH_SAMPLES.values(), ids=RUBBISH_SAMPLES.keys())
def test_a_rubbish_sample_costs_only_itself(install: Install, time: str, records: str) -> None:
    install("bad", SAMPLE.format(time=time, records=records))
    install("good", SAMPLE.format(time="start_ns", records="(DemoLog(start_ns, {}),)"))
    plugins = load()
    assert len(plugins.demo(1, 2, 1, encode)) == 1
    assert {status.name: status.failures for status in plugins.statuses() if status.enabled} == {"bad": 1, "good": 0}
