"""Repeating nodes: one result a pass, in the order of the items, whatever the library would make of it."""

from __future__ import annotations

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, each, times

from engine.bpmn.execution_errors import StepFailedError

PAY = (
    Drawing("pay_one", ["payment_id"], ["paid"]).start("in").user("pay").script("mark", "paid = pay.fen").end("out")
    .path("in", "pay", "mark", "out")
)  # fmt: skip


def _paying(items: str, loop: str) -> SavedProcess:
    drawing = (
        Drawing("pay_all").start().user("enter").script("list_up", f"payment_ids = {items}")
        .call("pay_each", "pay_one", loop).user("see").end()
        .path("started", "enter", "list_up", "pay_each", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing, PAY), "pay_all", RecordingHost())
    process.complete("enter", again=False)
    return process


def _each(**more: object) -> str:
    return each("payment_ids", "payment_id", "results", "paid", **more)


def test_passes_come_one_after_the_other_with_their_item():
    process = _paying('["a", "b", "c"]', _each())

    for item, fen in (("a", 1), ("b", 2), ("c", 3)):
        assert process.open == ["pay"]
        assert process.data("pay") == {"payment_id": item}
        process.complete("pay", fen=fen)

    assert process.data("see") == {
        "enter": {"again": False},
        "payment_ids": ["a", "b", "c"],
        "results": [1, 2, 3],
    }


def test_parallel_passes_keep_the_order_of_their_items():
    process = _paying('["a", "b", "c"]', _each(sequential=False))
    ids = {str(process.live().variables(one.task_id)["payment_id"]): one.task_id for one in process.snapshot.open_tasks}

    for item in ("c", "a", "b"):
        process.step(lambda live, item=item: live.complete(ids[item], {"fen": item}))

    assert process.data("see")["results"] == ["a", "b", "c"]


def test_the_last_of_many_passes_costs_what_the_first_did():
    process = _paying(f"[{', '.join(map(str, range(150)))}]", _each())
    early = len(list(process.live()._workflow.all_tasks()))

    for number in range(149):
        process.complete("pay", fen=number)
    assert len(list(process.live()._workflow.all_tasks())) == early
    assert len(process.snapshot.state) < 1536
    process.complete("pay", fen=149)

    assert process.data("see")["results"] == list(range(150))


def test_nothing_to_repeat_goes_on():
    process = _paying("[]", _each())

    assert process.open == ["see"]
    assert process.data("see")["results"] == []


def test_passes_without_a_declared_result_leave_nothing():
    process = _paying('["a", "b"]', each("payment_ids", "payment_id", None, None))
    process.complete("pay", fen=1)
    process.complete("pay", fen=2)

    assert process.data("see").keys() == {"enter", "payment_ids"}


@pytest.mark.parametrize("items", ['["a", null, "b"]', "null", '"abc"', "{a: 1}", "3"])
def test_only_a_list_without_nulls_can_be_repeated_over(items):
    with pytest.raises(StepFailedError) as failure:
        _paying(items, _each())

    assert failure.value.element_id == "pay_each"


@pytest.mark.parametrize("sequential", [True, False])
def test_a_node_is_repeated_a_number_of_times(sequential):
    process = _paying("[]", times("6 / 2", "results", "paid", sequential=sequential))

    for fen in range(3):
        process.complete("pay", fen=fen)

    assert process.data("see")["results"] == [0, 1, 2]


@pytest.mark.parametrize("count", ["null", '"three"', "1.5", "unheard_of"])
def test_a_number_of_times_that_is_no_number_stops_the_step(count):
    with pytest.raises(StepFailedError):
        _paying("[]", times(count, "results", "paid"))


@pytest.mark.parametrize("sequential", [True, False])
def test_a_repetition_ends_early_when_its_condition_holds(sequential):
    process = _paying('["a", "b", "c"]', _each(sequential=sequential, until="paid = 7"))

    process.complete("pay", fen=7)

    assert process.open == ["see"]


def test_a_completion_condition_is_exactly_true_or_false():
    process = _paying('["a", "b"]', _each(until="paid"))

    with pytest.raises(StepFailedError):
        process.complete("pay", fen=7)


def test_a_repeated_human_task_is_open_once_a_pass():
    drawing = (
        Drawing("sign_all").start().script("list_up", 'names = ["x", "y"]')
        .user("sign", each("names", "name", None, None, sequential=False)).user("see").end()
        .path("started", "list_up", "sign", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "sign_all", RecordingHost())
    assert process.open == ["sign", "sign"]

    process.complete("sign", ok=True)
    process.complete("sign", ok=False)

    assert process.open == ["see"]


def test_a_repetition_that_is_reached_again_begins_anew():
    drawing = (
        Drawing("again").start().gateway("entry").script("list_up", 'payment_ids = ["a"]')
        .call("pay_each", "pay_one", _each()).user("check").gateway("which").end()
        .path("started", "entry", "list_up", "pay_each", "check", "which")
        .path("which", "entry", when="check.again = true").path("which", "finished", default=True)
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing, PAY), "again", RecordingHost())
    for fen in (1, 2):
        process.complete("pay", fen=fen)
        assert process.data("check")["results"] == [fen]
        process.complete("check", again=True)


def test_what_a_cancelled_repetition_had_begun_ends_with_it():
    drawing = (
        Drawing("stopped").start().script("list_up", 'payment_ids = ["a", "b"]').call("pay_each", "pay_one", _each())
        .boundary("stop", "pay_each", interrupting=True, message="stop_paying").user("after").end()
        .path("started", "list_up", "pay_each", "finished").path("stop", "after", "finished")
    )  # fmt: skip
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(drawing, PAY), "stopped", host)
    host.trail()

    process.step(lambda live: live.deliver("stop_paying", {}))

    assert process.open == ["after"]
    assert host.trail() == [
        "reached stop", "completed stop", "cancelled pay", "cancelled pay_each", "reached after",
    ]  # fmt: skip


def test_a_standard_loop_repeats_while_its_condition_holds():
    loop = (
        '<bpmn:standardLoopCharacteristics loopMaximum="5"><bpmn:loopCondition>try_it.again = true'
        "</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
    drawing = (
        Drawing("loop").start().user("try_it", loop).user("see").end().path("started", "try_it", "see", "finished")
    )
    process = SavedProcess.start(bundle_of(drawing), "loop", RecordingHost())
    process.complete("try_it", again=True, reason_code="OTHER")
    assert process.open == ["try_it"]

    process.complete("try_it", again=False)

    assert process.open == ["see"]
    assert process.data("see") == {"try_it": {"again": False}}
