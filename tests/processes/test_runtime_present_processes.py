"""The diagrams of this repository load, and the urgent track runs through its calls to the last payment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from drawn_processes import MONDAY, RecordingHost, SavedProcess

from engine.bpmn.bundle import Bundle, BundleFile, load_bundle
from engine.bpmn.host import OperationCall

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def present() -> Bundle:
    """What stands in `processes/` and `forms/`."""
    paths = [path for folder in ("processes", "forms") for path in sorted((ROOT / folder).rglob("*.*"))]
    return load_bundle([BundleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths])


def test_every_diagram_and_table_loads(present):
    assert {path.stem for path in (ROOT / "processes").glob("*.bpmn")} == set(present.process_ids)
    assert {path.stem for path in (ROOT / "processes").glob("*.dmn")} <= set(present.decisions)


def test_every_human_task_finds_its_form_and_lane(present):
    human = [element for element in present.elements.values() if element.kind == "userTask"]

    assert human
    assert [element.id for element in human if present.form_of(element.id) is None or not element.lane] == []


def _township_host(payments: Mapping[str, Mapping[str, object]]) -> RecordingHost:
    def load(call: OperationCall) -> Mapping[str, object]:
        return payments[str(call.inputs["payment_id"])]

    facts = {
        "track": "urgent", "category": "dibao", "cause": "fire", "policy_date": date(2026, 9, 21),
        "standard_fen": 80_000, "persons": 2, "opinion": True, "local": True, "linked_programme": None,
        "needs_immediate": True, "cause_sudden": True, "over_capacity": True, "category_listed": True,
    }  # fmt: skip
    answers = {
        "check_standby_fund": {"sufficient": True},
        "register_award": {"award_id": "award"},
        "plan_disbursement": {"payment_ids": list(payments)},
        "load_instalment": load,
        "summarise_disbursement": {"outcome": "paid", "paid_fen": 70_000},
    }
    return RecordingHost(facts=facts, answers=answers)


def _payment(method: str, *, no: int | None = None, days: int = -1) -> dict[str, object]:
    pay_from = MONDAY + timedelta(days=days)
    return {
        "status": "planned", "method": method, "no": no, "needs_precheck": no is not None and no > 1,
        "precheck_opens_at": pay_from.isoformat(), "pay_from": pay_from.isoformat(),
    }  # fmt: skip


def _decided(present: Bundle, host: RecordingHost) -> SavedProcess:
    process = SavedProcess.start(present, "urgent_relief", host)
    assert process.open == ["propose_relief_first"]
    process.complete(
        "propose_relief_first", recommendation="relieve", proposed_fen=70_000, months=1, public_impact=False
    )
    assert process.open == ["township_relief_first_decision"]
    process.complete("township_relief_first_decision", decision="grant", approved_fen=70_000)
    return process


def test_relief_first_is_proposed_decided_and_paid_in_cash_and_goods(present):
    host = _township_host({"p1": _payment("cash"), "p2": _payment("in_kind")})
    process = _decided(present, host)

    assert process.open == ["pay_cash"]
    process.complete("pay_cash")
    assert process.open == ["issue_goods"]
    process.complete("issue_goods")

    assert process.snapshot.finished
    assert [call.operation for call in host.calls] == [
        "check_standby_fund", "register_award", "plan_disbursement",
        "load_instalment", "record_payment", "load_instalment", "record_payment", "summarise_disbursement",
    ]  # fmt: skip
    assert [outcome.decision_id for outcome in host.outcomes] == [
        "award_rates", "uplift_factor", "award_amount", "payment_split", "approval_authority",
    ]  # fmt: skip
    told = host.trail()
    assert told[-2:] == ["reached urgent_finished", "completed urgent_finished"]
    assert told.count("completed pay_instalments") == 1


def test_a_returned_transfer_is_corrected_and_sent_again(present):
    process = _decided(present, _township_host({"p1": _payment("bank")}))
    process.complete("record_bank_result", result="returned")
    process.complete("correct_account")

    process.complete("record_bank_result", result="paid")

    assert process.snapshot.finished


def test_a_later_stage_waits_for_its_day_and_is_checked_before(present):
    host = _township_host({"p1": _payment("cash", no=1), "p2": _payment("cash", no=2, days=30)})
    process = _decided(present, host)
    process.complete("pay_cash")
    assert process.open == []
    assert [timer.element_id for timer in process.snapshot.timers] == ["await_precheck_window"]

    host.now = process.snapshot.timers[0].due_at
    process.step(lambda live: live.fire_due())
    process.complete("precheck_instalment", result="died")

    assert process.snapshot.finished
    assert [call.inputs for call in host.calls if call.operation == "change_plan"] == [
        {"payment_id": "p2", "action": "stop", "reason": "died"}
    ]


def test_a_reclassified_case_leaves_the_urgent_track_without_payment(present):
    host = _township_host({})
    process = SavedProcess.start(present, "urgent_relief", host)
    process.complete("propose_relief_first", recommendation="reclassify", public_impact=False)

    process.complete("confirm_not_urgent", decision="reclassify")

    assert process.snapshot.finished
    assert host.calls == []


def test_an_application_is_taken_and_the_urgent_clock_escalates_without_stopping_it(present):
    host = _township_host({"p1": _payment("cash")})
    host.answers["find_prior_cases"] = {"same_cause": False, "same_year": False, "same_county": False}
    host.deadlines["urgent.pay"] = MONDAY + timedelta(days=3)
    process = SavedProcess.start(present, "relief_case", host)
    process.complete("decide_acceptance", decision="accept", track="urgent")
    assert process.open == ["propose_relief_first"]

    process.step(lambda live: live.rework_deadline_timers())
    host.now = process.snapshot.timers[0].due_at
    process.step(lambda live: live.fire_due())

    assert process.open == ["propose_relief_first"]
    assert [call.inputs for call in host.calls if call.operation == "escalate"] == [{"key": "urgent.pay"}]


def test_the_state_of_a_case_stays_within_two_kilobytes(present):
    host = _township_host({"p1": _payment("cash")})
    host.answers["find_prior_cases"] = {"same_cause": False, "same_year": False, "same_county": False}
    process = SavedProcess.start(present, "relief_case", host)
    process.complete("decide_acceptance", decision="accept", track="urgent")
    process.complete(
        "propose_relief_first", recommendation="relieve", proposed_fen=70_000, months=1, public_impact=False
    )
    process.complete("township_relief_first_decision", decision="grant", approved_fen=70_000)

    assert process.open == ["pay_cash"]
    assert len(process.snapshot.state) < 2 * 1024
