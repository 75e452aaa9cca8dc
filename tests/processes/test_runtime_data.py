"""What process data are: small values under element ids and assigned names, kept apart from case and policy."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, table

from engine.bpmn.execution_errors import DataTooLargeError, StepFailedError
from engine.bpmn.process import Process
from engine.errors import ConflictError

AUTHORITY = table(
    "authority", ["amount_fen", "case.track"], ["level", "basis"],
    ["<= 1000", "-", '"township"', '"art. 1"', "small"], ["> 1000", '"urgent"', '"county"', '"art. 2"', "large"],
)  # fmt: skip


def _one_script(text: str) -> Drawing:
    return (
        Drawing("calculate").start().user("enter").script("assign", text).user("see").end()
        .path("started", "enter", "assign", "see", "finished")
    )  # fmt: skip


def _after(text: str, host: RecordingHost | None = None, **entered: object) -> dict[str, object]:
    process = SavedProcess.start(bundle_of(_one_script(text)), "calculate", host or RecordingHost())
    process.complete("enter", **entered)
    return dict(process.data("see"))


# -- scripts and scopes ---------------------------------------------------------------------------------------------


def test_a_script_assigns_from_left_to_right():
    data = _after("first_fen = enter.asked_fen; both_fen = first_fen + 100", asked_fen=900)

    assert (data["first_fen"], data["both_fen"]) == (900, 1000)


def test_numbers_stay_whole_numbers_in_process_data():
    data = _after("half = enter.amount / 2; third = enter.amount / 4", amount=2)

    assert data["half"] == 1
    assert isinstance(data["half"], int)
    assert data["third"] == "0.5"


def test_dates_become_text():
    data = _after('on = date("2026-09-21"); at = date and time("2026-09-21T09:00:00+08:00")')

    assert (data["on"], data["at"]) == ("2026-09-21", "2026-09-21T09:00:00+08:00")


def test_a_script_that_fails_assigns_nothing():
    process = Process.start(bundle_of(_one_script("good = 1; bad = enter.text + 1")), "calculate", {}, RecordingHost())

    with pytest.raises(StepFailedError) as failure:
        process.complete(process.snapshot().open_tasks[0].task_id, {"text": None})
    assert failure.value.element_id == "assign"


def test_a_process_is_dead_after_a_failed_step():
    process = Process.start(bundle_of(_one_script("bad = unheard_of")), "calculate", {}, RecordingHost())
    task_id = process.snapshot().open_tasks[0].task_id
    with pytest.raises(StepFailedError):
        process.complete(task_id, {})

    with pytest.raises(StepFailedError):
        process.complete(task_id, {})


def test_the_last_saved_state_goes_on_after_a_failed_step():
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(_one_script("share = 100 / case.persons")), "calculate", host)
    with pytest.raises(StepFailedError):
        process.complete("enter")

    host.facts["persons"] = 4
    process.complete("enter")

    assert process.data("see")["share"] == 25


def test_case_facts_are_read_under_case_only():
    host = RecordingHost(facts={"track": "urgent", "policy_date": date(2026, 9, 21)})

    data = _after('urgent = case.track = "urgent"; late = case.policy_date >= date("2026-02-01")', host)

    assert (data["urgent"], data["late"]) == (True, True)
    with pytest.raises(StepFailedError):
        _after("wrong = track", host)


def test_a_variable_cannot_hide_a_case_fact():
    host = RecordingHost(facts={"cap_fen": 5000})

    data = _after("allowed = enter.amount <= case.cap_fen", host, amount=9000, case={"cap_fen": 999_999})

    assert data["allowed"] is False


def test_declared_names_read_as_null_until_they_have_a_value():
    data = _after("before = see = null; member = enter.absent = null; later = if other = null then 1 else 2; other = 3")

    assert (data["before"], data["member"], data["later"]) == (True, True, 1)


def test_an_unknown_name_stops_the_step_and_names_the_element():
    with pytest.raises(StepFailedError) as failure:
        _after("x = nobody_declared_me")

    assert failure.value.element_id == "assign"


def test_a_later_run_replaces_the_whole_value():
    drawing = (
        Drawing("again").start().gateway("entry").user("enter").gateway("more").user("see").end()
        .path("started", "entry", "enter", "more").path("more", "entry", when="enter.again = true")
        .path("more", "see", default=True).path("see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "again", RecordingHost())
    process.complete("enter", again=True, reason_code="OTHER", items=[1, 2, 3])

    process.complete("enter", again=False, items=[9])

    assert process.data("see") == {"enter": {"again": False, "items": [9]}}


def test_values_are_copied_in():
    items = [1, 2]
    process = Process.start(bundle_of(_one_script("x = 1")), "calculate", {}, RecordingHost())
    process.complete(process.snapshot().open_tasks[0].task_id, {"items": items})

    items.append(3)

    seen = process.variables(process.snapshot().open_tasks[0].task_id)
    assert seen["enter"] == {"items": [1, 2]}


def test_a_member_called_typename_is_only_data():
    process = SavedProcess.start(bundle_of(_one_script("x = 1")), "calculate", RecordingHost())

    process.complete("enter", typename="UUID", inner={"typename": "datetime", "value": "x"})

    assert process.data("see")["enter"] == {"typename": "UUID", "inner": {"typename": "datetime", "value": "x"}}


def test_python_values_of_the_host_are_stored_as_json():
    host = RecordingHost(answers={"load": {"at": datetime(2026, 9, 21, 1, tzinfo=UTC), "on": date(2026, 9, 21)}})
    drawing = (
        Drawing("serve").start().service("load", "load").user("see").end().path("started", "load", "see", "finished")
    )

    process = SavedProcess.start(bundle_of(drawing), "serve", host)

    assert process.data("see")["load"] == {"at": "2026-09-21T01:00:00Z", "on": "2026-09-21"} or process.data("see")[
        "load"
    ] == {"at": "2026-09-21T01:00:00+00:00", "on": "2026-09-21"}


def test_a_value_that_is_no_json_stops_the_step():
    host = RecordingHost(answers={"load": {"content": b"\x00"}})
    drawing = Drawing("serve").start().service("load", "load").end().path("started", "load", "finished")

    with pytest.raises(StepFailedError):
        SavedProcess.start(bundle_of(drawing), "serve", host)


def test_more_than_eight_kilobytes_of_data_are_refused():
    process = SavedProcess.start(bundle_of(_one_script("x = 1")), "calculate", RecordingHost())

    with pytest.raises(DataTooLargeError):
        process.complete("enter", text="字" * 3000)


def test_a_text_can_be_evaluated_at_an_open_task():
    host = RecordingHost(facts={"persons": 3})
    process = SavedProcess.start(bundle_of(_one_script("x = 2")), "calculate", host)
    process.complete("enter", fen=5)
    live, task_id = process.live(), process.task("see")

    assert live.evaluate(task_id, "enter.fen * x + case.persons") == 13
    assert live.scope(task_id)["x"] == 2
    with pytest.raises(StepFailedError):
        live.evaluate(task_id, "unheard_of")


# -- gateways -------------------------------------------------------------------------------------------------------


def _choice(condition: str) -> Drawing:
    return (
        Drawing("choose").start().user("enter").gateway("which").user("yes").user("no").end()
        .path("started", "enter", "which").path("which", "yes", when=condition).path("which", "no", default=True)
        .path("yes", "finished").path("no", "finished")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "goes_to"),
    [
        ('enter.decision = "grant"', "yes"),
        ('enter.decision = "refuse"', "no"),
        ("enter.amount_fen > 500", "yes"),
        ("enter.absent = true", "no"),
        ('enter.decision in ("grant", "refuse")', "yes"),
        ("yes = null", "yes"),
    ],
)
def test_a_condition_picks_the_way(condition, goes_to):
    process = SavedProcess.start(bundle_of(_choice(condition)), "choose", RecordingHost())

    process.complete("enter", decision="grant", amount_fen=600)

    assert process.open == [goes_to]


@pytest.mark.parametrize(
    "condition", ["enter.amount_fen", "null", "enter.absent", '"true"', "1", "enter.absent > 3", "enter"]
)
def test_a_condition_that_is_neither_true_nor_false_stops_the_step(condition):
    process = SavedProcess.start(bundle_of(_choice(condition)), "choose", RecordingHost())

    with pytest.raises(StepFailedError) as failure:
        process.complete("enter", amount_fen=600)

    assert failure.value.element_id == "which"


def test_flows_are_tried_in_the_order_of_the_file_wherever_they_are_drawn():
    drawing = (
        Drawing("order").start().gateway("which").user("first").user("second").user("third").end()
        .path("started", "which").path("which", "second", when="true").path("which", "first", when="true")
        .path("which", "third", default=True)
        .path("first", "finished").path("second", "finished").path("third", "finished")
    )  # fmt: skip

    assert SavedProcess.start(bundle_of(drawing), "order", RecordingHost()).open == ["second"]


# -- operations -----------------------------------------------------------------------------------------------------


def test_an_operation_gets_its_inputs_and_its_answer_stands_under_the_element():
    host = RecordingHost(facts={"persons": 3}, answers={"register_award": {"award_id": "a1"}})
    drawing = (
        Drawing("serve").start().user("enter")
        .service("register", "register_award", input_amount_fen="enter.fen * case.persons", input_kind='"urgent"')
        .user("see").end().path("started", "enter", "register", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "serve", host)
    process.complete("enter", fen=200)

    (call,) = host.calls
    assert (call.operation, call.element_id, call.process_id) == ("register_award", "register", "serve")
    assert call.inputs == {"amount_fen": 600, "kind": "urgent"}
    assert call.variables == {"enter": {"fen": 200}}
    assert call.message_data is None
    assert process.data("see")["register"] == {"award_id": "a1"}


@pytest.mark.parametrize("error", [ConflictError("refused"), ZeroDivisionError("division by zero"), KeyError("x")])
def test_what_an_operation_raises_comes_out_unchanged(error):
    def refuse(call):
        raise error

    drawing = Drawing("serve").start().service("register", "register_award").end()
    bundle = bundle_of(drawing.path("started", "register", "finished"))

    with pytest.raises(type(error)) as raised:
        SavedProcess.start(bundle, "serve", RecordingHost(answers={"register_award": refuse}))
    assert raised.value is error


class _RefusingHost(RecordingHost):
    """A host that cannot answer any more, as when its database connection is gone."""

    def case_facts(self):
        raise self.facts["error"]

    def deadline(self, key):
        raise self.facts["error"]

    def decided(self, decision):
        raise self.facts["error"]


@pytest.mark.parametrize("error", [ConflictError("stale"), OSError("connection lost")])
@pytest.mark.parametrize(
    "draw",
    [
        lambda drawing: drawing.script("look", "x = case.track"),
        lambda drawing: drawing.wait_for("look", date='deadline("urgent.pay")'),
        lambda drawing: drawing.rule("look", "authority", input_amount_fen="1"),
        lambda drawing: drawing.service("look", "remind", input_x="case.track"),
    ],
    ids=["script", "timer", "decision", "operation"],
)
def test_what_the_host_raises_comes_out_unchanged_wherever_it_was_asked(draw, error):
    drawing = draw(Drawing("ask").start()).end().path("started", "look", "finished")
    bundle = bundle_of(drawing, AUTHORITY)

    with pytest.raises(type(error)) as raised:
        SavedProcess.start(bundle, "ask", _RefusingHost(facts={"error": error}))
    assert raised.value is error


# -- decisions ------------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_with_its_reasons_and_read_under_policy():
    host = RecordingHost(facts={"track": "urgent"})
    drawing = (
        Drawing("decide").start().user("enter").rule("ask", "authority", input_amount_fen="enter.fen")
        .script("use", "level = policy.authority.level").user("see").end()
        .path("started", "enter", "ask", "use", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing, AUTHORITY), "decide", host)
    process.complete("enter", fen=5000)

    (outcome,) = host.outcomes
    assert (outcome.decision_id, outcome.element_id) == ("authority", "ask")
    assert outcome.inputs == {"amount_fen": 5000, "case.track": "urgent"}
    assert [(rule.number, rule.annotations) for rule in outcome.matched] == [(2, ("large",))]
    assert outcome.result == {"level": "county", "basis": "art. 2"}
    assert process.data("see") == {"enter": {"fen": 5000}, "level": "county"}
