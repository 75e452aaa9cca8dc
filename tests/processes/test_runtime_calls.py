"""Exactly the declared data go into a called process and come back; a subprocess drawn inside shares them all."""

from __future__ import annotations

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of

from engine.bpmn.execution_errors import StepFailedError
from engine.bpmn.process import Process
from engine.errors import InvalidInputError


def _calling(called: Drawing, **inputs: str) -> SavedProcess:
    caller = (
        Drawing("caller").start().user("enter").call("call_inner", "inner", **inputs).user("see").end()
        .path("started", "enter", "call_inner", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(caller, called), "caller", RecordingHost())
    process.complete("enter", secret=1, purpose="grant")
    return process


def _inner(inputs: list[str] | None, outputs: list[str], script: str = "made = 1; left = 2") -> Drawing:
    return (
        Drawing("inner", inputs, outputs).start("inner_started").user("work").script("make", script)
        .end("inner_finished").path("inner_started", "work", "make", "inner_finished")
    )  # fmt: skip


@pytest.mark.parametrize("inputs", [None, []])
def test_an_empty_input_set_lets_nothing_in(inputs):
    assert _calling(_inner(inputs, [])).data("work") == {}


@pytest.mark.parametrize("outputs", [[], ["made"]])
def test_exactly_the_outputs_come_back(outputs):
    process = _calling(_inner([], outputs))

    process.complete("work")

    assert process.data("see").keys() == {"enter", *outputs}


def test_inputs_come_from_properties_or_variables_of_the_same_name():
    process = _calling(_inner(["purpose", "enter", "unassigned"], []), input_purpose="enter.purpose")

    assert process.data("work") == {
        "purpose": "grant",
        "enter": {"secret": 1, "purpose": "grant"},
        "unassigned": None,
    }


def test_an_output_that_was_not_assigned_is_null():
    process = _calling(_inner([], ["made", "never_made"]))

    process.complete("work")

    assert process.data("see")["never_made"] is None


def test_an_input_that_the_called_process_does_not_declare_stops_the_step():
    with pytest.raises(StepFailedError) as failure:
        _calling(_inner([], []), input_purpose='"grant"')

    assert failure.value.element_id == "call_inner"


def test_the_main_process_takes_exactly_its_declared_inputs():
    bundle = bundle_of(_inner(["purpose", "other"], []))

    assert SavedProcess.start(bundle, "inner", RecordingHost(), purpose="x").data("work") == {
        "purpose": "x",
        "other": None,
    }
    with pytest.raises(InvalidInputError):
        Process.start(bundle, "inner", {"unheard": 1}, RecordingHost())


def test_an_embedded_subprocess_shares_the_data_of_its_process():
    inner = (
        '<bpmn:startEvent id="in_start"/><bpmn:userTask id="inside"/><bpmn:endEvent id="in_end"/>'
        '<bpmn:sequenceFlow id="in1" sourceRef="in_start" targetRef="inside"/>'
        '<bpmn:sequenceFlow id="in2" sourceRef="inside" targetRef="in_end"/>'
    )
    drawing = (
        Drawing("outer").start().user("enter").node("subProcess", "part", inner).user("see").end()
        .path("started", "enter", "part", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "outer", RecordingHost())
    process.complete("enter", a=1)

    process.complete("inside", b=2)

    assert process.data("see") == {"enter": {"a": 1}, "inside": {"b": 2}}
    assert process.snapshot.open_tasks[0].process_id == "outer"
