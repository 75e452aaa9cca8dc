"""What SpiffWorkflow is relied upon for and patched in: these fail when it changes under us."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, each
from SpiffWorkflow.bpmn.specs.event_definitions import timer as library_timers
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

from engine.bpmn.bundle import load_bundle
from engine.bpmn.diagram_parser import DiagramParser
from engine.bpmn.nodes import Node
from engine.bpmn.process import LIBRARY_VERSION, STATE_FORMAT
from engine.bpmn.spiff_patches import TREE_DEPTH
from engine.bpmn.timers import DateTimer, DurationTimer

INNER = (
    Drawing("inner", ["item"], ["made"])
    .start("in")
    .user("work")
    .script("make", "made = item")
    .end("out")
    .path("in", "work", "make", "out")
)
OUTER = (
    Drawing("outer").start().script("list_up", 'items = ["a", "b", "c"]')
    .call("call_each", "inner", each("items", "item", "results", "made")).user("see")
    .boundary("see_due", "see", interrupting=False, duration='"PT1H"').service("escalate", "escalate").end("told")
    .end().path("started", "list_up", "call_each", "see", "finished").path("see_due", "escalate", "told")
)  # fmt: skip


@pytest.mark.parametrize("iterator", [TaskIterator, BpmnTaskIterator])
def test_the_library_looks_as_deep_as_our_guard_needs(iterator):
    class Root:
        task_spec = None

    assert iterator(Root()).max_depth == TREE_DEPTH


def test_repetitions_hear_of_the_end_of_a_pass_right_after_parsing():
    model = bundle_of(OUTER, INNER).models["outer"]
    repeating = [one for one in model.main.task_specs.values() if isinstance(one, LoopTask)]

    assert repeating
    for one in repeating:
        assert model.main.task_specs[one.task_spec].completed_event.is_connected(one.merge_child)


def test_every_node_kind_of_the_parser_tells_its_visits():
    assert all(issubclass(kind, Node) for _, kind in DiagramParser.PARSER_CLASSES.values())
    assert not DiagramParser.OVERRIDE_PARSER_CLASSES


def test_timers_ask_no_clock_of_the_library(monkeypatch):
    class NoClock(library_timers.datetime):
        @classmethod
        def now(cls, tz=None):
            raise AssertionError("the library's clock was asked")

    monkeypatch.setattr(library_timers, "datetime", NoClock)
    drawing = (
        Drawing("patience").start().wait_for("one", duration='"P1DT2H"').wait_for("two", date='"2026-09-22T10:00:00Z"')
        .user("pay").boundary("cycle", "pay", interrupting=False, cycle='"R2/PT1H"').end("told").end()
        .path("started", "one", "two", "pay", "finished").path("cycle", "told")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing), "patience", host)

    while process.snapshot.timers:
        host.now = process.snapshot.timers[0].due_at
        process.step(lambda live: live.fire_due())

    assert process.open == ["pay"]
    assert issubclass(DateTimer, library_timers.TimeDateEventDefinition)
    assert issubclass(DurationTimer, library_timers.DurationTimerEventDefinition)


def test_the_library_logs_nothing_about_tasks(caplog):
    with caplog.at_level(logging.DEBUG):
        SavedProcess.start(bundle_of(OUTER, INNER), "outer", RecordingHost()).complete("work", name="secret")

    assert not [record for record in caplog.records if record.name.startswith("spiff")]


def test_state_names_the_format_and_the_library():
    assert STATE_FORMAT == 1
    assert version("SpiffWorkflow") == LIBRARY_VERSION
    assert LIBRARY_VERSION.startswith("3.2.")


def test_a_bundle_is_read_once():
    files = [OUTER.file(), INNER.file()]

    assert load_bundle(files) is load_bundle(list(reversed(files)))


def test_threads_share_one_bundle():
    bundle = bundle_of(OUTER, INNER)

    def walk(number: int) -> object:
        host = RecordingHost(answers={"escalate": {"number": number}})
        process = SavedProcess.start(bundle, "outer", host)
        for _ in range(3):
            process.complete("work", number=number)
        host.now = process.snapshot.timers[0].due_at
        process.step(lambda live: live.fire_due())
        results = process.data("see")["results"]
        process.complete("see", number=number)
        return process.snapshot.finished, results, len(host.calls)

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(walk, range(200)))

    assert outcomes == [(True, ["a", "b", "c"], 1)] * 200
