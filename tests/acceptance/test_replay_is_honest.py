"""Replay notices every alteration of what is expected, of what was found, and of the rules that are played."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from altered_cases import Alteration, alterations_of
from sqlalchemy import text

from engine.cli.replay import stage
from engine.cli.replay.comparing import NARRATIVE, PARTS, compare
from engine.cli.replay.driving import Player
from engine.cli.replay.observed import Observed, Posted, Trial
from engine.cli.replay.playing import play
from engine.cli.replay.trials import trials_afterwards
from engine.cli.replay.typical_cases import read_cases

CASES = {case.case_id: case for case in read_cases(Path(__file__).parents[1] / "cases" / "cases.json")}
EVERY_CASE = [case.content for case in CASES.values()]


@pytest.fixture(scope="module")
def played() -> dict[str, Observed]:
    """What was found in each case, played once."""
    found = {case_id: play(case).observed for case_id, case in CASES.items()}
    return {case_id: observed for case_id, observed in found.items() if observed is not None}


def is_noticed(alteration: Alteration, observed: Observed) -> bool:
    """Whether a difference is reported at the altered place, above or below it."""
    places = [difference.place for difference in compare(alteration.case, observed)]
    where = alteration.place
    if where.startswith("expected.path"):
        where = "expected.path"  # an entry that comes too early is noticed at the ones after it
    where = re.sub(r"\.(key|occurrence|instalment)$", "", where)  # selects another clock, which is then compared
    return any(place.startswith(where) or where.startswith(place) for place in places) or (
        # What must not be created follows from the checks: where they contradict each other, it is said there.
        where.startswith("expected.checks") and "expected.must_not_create" in places
    )


def still_holds(alteration: Alteration, observed: Observed) -> bool:
    """Whether the altered value is true as well: another path that was walked, another event of the same moment."""
    if alteration.place.startswith("expected.path"):
        walked = iter(visit.element_id for visit in observed.path)
        return all(element_id in walked for element_id in alteration.case["expected"]["path"])
    named = re.fullmatch(r"expected\.deadlines\[(\d+)\]\.start_event", alteration.place)
    if named:
        entry = alteration.case["expected"]["deadlines"][int(named[1])]
        return observed.moments.get(f"{entry['start_event']}_at") == datetime.fromisoformat(entry["start_at"])
    return False


@pytest.mark.parametrize("case_id", CASES)
def test_nothing_differs_when_nothing_is_altered(case_id: str, played: dict[str, Observed]) -> None:
    assert compare(CASES[case_id].content, played[case_id]) == []


@pytest.mark.parametrize("case_id", CASES)
def test_every_altered_value_is_noticed_at_its_place(case_id: str, played: dict[str, Observed]) -> None:
    observed = played[case_id]
    alterations = list(alterations_of(CASES[case_id].content, EVERY_CASE, NARRATIVE))

    overlooked = [
        f"{one.place}: {one.what}" for one in alterations if is_noticed(one, observed) is still_holds(one, observed)
    ]

    assert len(alterations) > 30
    assert overlooked == []


@pytest.mark.parametrize("case_id", CASES)
def test_a_part_left_out_of_the_expectation_is_noticed(case_id: str, played: dict[str, Observed]) -> None:
    content, observed = CASES[case_id].content, played[case_id]
    optional = {"must_not_happen"}  # not every case names such a sentence; what is tried is compared anyway

    for part in content["expected"].keys() - optional:
        fewer = {name: value for name, value in content["expected"].items() if name != part}
        places = [difference.place for difference in compare({**content, "expected": fewer}, observed)]
        assert any(place.startswith(f"expected.{part}") for place in places), part


def test_every_part_of_every_case_is_compared_or_named_as_prose() -> None:
    for case in EVERY_CASE:
        assert case["expected"].keys() <= PARTS.keys()


def with_clock(observed: Observed, number: int, **changes: Any) -> Observed:
    clocks = list(observed.clocks)
    clocks[number] = dataclasses.replace(clocks[number], **changes)
    return dataclasses.replace(observed, clocks=tuple(clocks))


def with_work(observed: Observed, element_id: str, **changes: Any) -> Observed:
    work = tuple(dataclasses.replace(one, **changes) if one.element_id == element_id else one for one in observed.work)
    return dataclasses.replace(observed, work=work)


def with_fund(observed: Observed, **changes: Any) -> Observed:
    return dataclasses.replace(observed, fund=dataclasses.replace(observed.fund, **changes))


def with_award(observed: Observed, **changes: Any) -> Observed:
    return dataclasses.replace(observed, awards=(dataclasses.replace(observed.awards[0], **changes),))


def with_payment(observed: Observed, **changes: Any) -> Observed:
    return dataclasses.replace(observed, payments=(dataclasses.replace(observed.payments[0], **changes),))


CANCELLED_SURVEY: Mapping[str, Any] = {"element_id": "survey_household", "state": "cancelled"}
ALTERED_FACTS: Mapping[str, tuple[Callable[[Observed], Observed], str]] = {
    "a task is left open": (lambda it: dataclasses.replace(it, left_open=("human task x",)), "left open"),
    "a waived task was created and cancelled": (
        lambda it: dataclasses.replace(it, work=(*it.work, dataclasses.replace(it.work[0], **CANCELLED_SURVEY))),
        "expected.checks.income_asset_survey",
    ),
    "another duty was breached": (lambda it: with_clock(it, 0, is_breached=True), "expected.breaches"),
    "a due time is provisional": (lambda it: with_clock(it, 2, provisional=True), "expected.deadlines"),
    "a clock was paused": (
        lambda it: with_clock(it, 2, paused_by=frozenset({"await_objection"})),
        "expected.deadlines[0].rule",
    ),
    "the handler decided": (
        lambda it: with_award(it, decided_by=it.awards[0].proposed_by),
        "separation.award",
    ),
    "the handler paid": (lambda it: with_payment(it, paid_by=it.awards[0].proposed_by), "separation.payment"),
    "the decider paid": (lambda it: with_payment(it, paid_by=it.awards[0].decided_by), "separation.payment"),
    "the handler signed": (
        lambda it: with_work(it, "sign_paperwork", performer=it.awards[0].proposed_by),
        "separation.sign_paperwork",
    ),
    "a person of another level decided": (
        lambda it: with_award(it, decider_level="county"),
        "expected.authority",
    ),
    "nothing was paid": (
        lambda it: with_payment(it, status="planned", paid_at=None, paid_by=None),
        "ledger.award",
    ),
    "the fund was not booked": (lambda it: with_fund(it, after_fen=it.fund.before_fen), "ledger.fund"),
    "the fund went below zero": (lambda it: with_fund(it, movements=((-1, -1),)), "ledger.fund"),
    "another bundle was used": (lambda it: dataclasses.replace(it, bundles_used=frozenset({1, 2})), "bundle numbers"),
    "another bundle was pinned": (lambda it: dataclasses.replace(it, bundle_number=2), "bundle number"),
    "the policy date moved": (
        lambda it: dataclasses.replace(it, policy_date=it.policy_date + timedelta(days=1)),
        "policy_date",
    ),
    "something forbidden happened": (
        lambda it: dataclasses.replace(it, trials=(*it.trials, Trial("payment_kept", "changed", None))),
        "trial.payment_kept",
    ),
    "nothing forbidden was tried": (lambda it: dataclasses.replace(it, trials=()), "expected.must_not_happen"),
    "an alert of the breach level was raised": (
        lambda it: dataclasses.replace(
            it, alerts=(*it.alerts, dataclasses.replace(it.alerts[0], level=5, role="city_monitor"))
        ),
        "expected.escalation",
    ),
}


def with_trial(name: str, subject: str) -> Callable[[Observed], Observed]:
    return lambda it: dataclasses.replace(it, trials=(*it.trials, Trial(name, subject, None)))


def with_posted(**fields: Any) -> Callable[[Observed], Observed]:
    return lambda it: dataclasses.replace(it, posted=(*it.posted[:-1], Posted({**it.posted[-1].fields, **fields})))


def with_link(**changes: Any) -> Callable[[Observed], Observed]:
    return lambda it: dataclasses.replace(
        it, programme_links=tuple(dataclasses.replace(link, **changes) for link in it.programme_links)
    )


def paid_second(observed: Observed) -> Observed:
    payments = [
        dataclasses.replace(one, status="paid", paid_at=observed.payments[0].paid_at) if one.instalment_no == 2 else one
        for one in observed.payments
    ]
    return dataclasses.replace(observed, payments=tuple(payments))


def approved_during_objection(observed: Observed) -> Observed:
    objected = next(visit.at for visit in observed.path if visit.element_id == "register_objection")
    return with_work(observed, "township_approval", created_at=objected)


def unheard(observed: Observed) -> Observed:
    return dataclasses.replace(
        observed, visits=tuple(one for one in observed.visits if one.element_id != "hear_beneficiary")
    )


def asked_twice(observed: Observed) -> Observed:
    again = [one for one in observed.visits if one.element_id == "issue_supplement_notice"]
    return dataclasses.replace(observed, visits=(*observed.visits, *again))


def without_remedies(observed: Observed) -> Observed:
    return dataclasses.replace(
        observed, notices=tuple(dataclasses.replace(one, has_remedies=False) for one in observed.notices)
    )


def with_recovery(**changes: Any) -> Callable[[Observed], Observed]:
    return lambda it: dataclasses.replace(it, recoveries=(dataclasses.replace(it.recoveries[0], **changes),))


PROHIBITED: Mapping[str, tuple[str, Callable[[Observed], Observed], int]] = {
    "a second supplement notice": ("TA-07", asked_twice, 0),
    "a second supplement notice allowed": ("TA-07", with_trial("second_supplement", "asked again"), 0),
    "a material never asked for": ("TA-07", with_trial("asked_for", "household_register"), 1),
    "an approval during the objection": ("TA-08", approved_during_objection, 0),
    "an objector shown": ("TA-08", with_trial("objector_shown", "history"), 1),
    "a phone number posted": ("TA-08", with_posted(township="13800000000"), 2),
    "a diagnosis posted": ("TA-08", with_posted(cause_class="肺癌"), 2),
    "a further field posted": ("TA-08", with_posted(address="x"), 2),
    "a full name posted": ("TA-08", lambda it: with_posted(applicant=it.personal[0])(it), 2),
    "an award without minutes": ("TA-09", with_trial("awarded_without", "minutes_id"), 0),
    "minutes signed by who held the meeting": (
        "TA-09",
        with_trial("done_by_same_person", "sign_minutes and hold_conference"),
        1,
    ),
    "an award above the cap": ("TA-09", with_trial("awarded_above_cap", "county at sign_minutes"), 1),
    "a recovery after a refused programme": (
        "TA-10",
        lambda it: dataclasses.replace(it, processes=(*it.processes, "recovery")),
        0,
    ),
    "another programme's reference": ("TA-10", with_link(reference="another"), 1),
    "money for a building": ("TA-11", lambda it: with_award(it, purposes=frozenset({"building"})), 0),
    "a stage paid unchecked": ("TA-14", paid_second, 1),
    "a stop unheard": ("TA-14", unheard, 2),
    "money back without an entry": ("TA-16", with_recovery(entries=()), 1),
    "money back that does not add up": ("TA-16", with_recovery(balance_fen=1), 1),
    "a refusal without remedies": ("TA-17", without_remedies, 0),
    "another office's case shown": ("TA-18", with_trial("prior_case_shown", "by reading it"), 0),
    "a new cause blocked": ("TA-18", with_trial("new_cause", "proposal"), 1),
}


@pytest.mark.parametrize("alteration", PROHIBITED)
def test_whatever_must_not_happen_is_noticed_when_it_did(alteration: str, played: dict[str, Observed]) -> None:
    case_id, alter, number = PROHIBITED[alteration]

    differences = compare(CASES[case_id].content, alter(played[case_id]))

    assert f"expected.must_not_happen[{number}]" in {difference.place for difference in differences}


@pytest.mark.parametrize("alteration", ALTERED_FACTS)
def test_every_altered_fact_is_noticed(alteration: str, played: dict[str, Observed]) -> None:
    alter, place = ALTERED_FACTS[alteration]

    differences = compare(CASES["TA-01"].content, alter(played["TA-01"]))

    assert any(difference.place.startswith(place) for difference in differences)


def test_a_guard_that_is_gone_from_the_database_is_noticed() -> None:
    case = CASES["TA-20"]
    with stage.fresh_stage(dict(case.content), datetime.fromisoformat(case.actions[0]["at"])) as world:
        player = Player(world)
        for action in case.actions:
            player.play(action)
        with world.resources.database.writing.begin() as session:
            for table in ("deadline_breach", "disbursement"):
                for verb in ("update", "delete"):
                    session.execute(text(f"DROP TRIGGER guard_{table}_{verb}"))

        trials = list(trials_afterwards(player, player.case_ids["main"], player.towns["main"]))

    happened = {(trial.name, trial.subject) for trial in trials if trial.refusal is None}
    assert happened == {
        ("breach_kept", "posthoc.complete changed"),
        ("breach_kept", "posthoc.complete removed"),
        ("payment_kept", "changed"),
        ("payment_kept", "removed"),
    }
