"""Whatever people try, in whatever role: every payment has passed a proposer, a decider and another payer."""

from __future__ import annotations

import os
from uuid import UUID

import pytest
from generated_answers import TOWN, Installations, PlayedOn
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from relief_invariants import RULES, three_people_stand_behind_every_payment
from sqlalchemy import select

from engine.cli.replay import stage
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import JiuzhuError
from engine.services import case_work, human_tasks
from engine.services.unit_of_work import read, write
from engine.store.tables.relief import AwardRow, DisbursementRow

EXAMPLES = int(os.environ.get("JIUZHU_HYPOTHESIS_EXAMPLES", "6"))
EVERYTHING = (
    (Role.TOWNSHIP_HANDLER, UnitKind.TOWNSHIP),
    (Role.TOWNSHIP_LEADER, UnitKind.TOWNSHIP),
    (Role.COUNTY_HANDLER, UnitKind.COUNTY),
    (Role.COUNTY_SECTION_CHIEF, UnitKind.COUNTY),
    (Role.COUNTY_LEADER, UnitKind.COUNTY),
    (Role.FINANCE_OFFICER, UnitKind.COUNTY),
)


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Installations:
    return Installations(tmp_path_factory.mktemp("two_persons"))


def holder_of_everything(number: int) -> SignedInPerson:
    """A person who meanwhile holds every role at once: by change of role, delegation or mistake."""
    one = stage.person(Role.TOWNSHIP_HANDLER, TOWN, number)
    grants = tuple(Grant(role, unit, kind, unit) for role, kind in EVERYTHING for unit in [stage.unit_of(role, TOWN)])
    return SignedInPerson(one.staff_id, one.username, one.display_name, grants, one.session_id, one.last_seen_at)


def test_one_person_with_every_role_pays_nothing_alone(installations: Installations) -> None:
    for seed in range(6):
        with installations.fresh(seed) as played:
            played.register()
            everybody = holder_of_everything(1)
            for _ in range(40):
                for task in played.open_tasks():
                    _try(played, task.id, everybody)

            paid = select(DisbursementRow.id).where(DisbursementRow.status == "paid")
            awards = select(AwardRow.id)
            assert read(played.resources, lambda work: list(work.session.scalars(paid))) == []  # noqa: B023
            assert read(played.resources, lambda work: list(work.session.scalars(awards))) == []  # noqa: B023


def _try(played: PlayedOn, task_id: UUID, person: SignedInPerson) -> None:
    task = next((task for task in played.open_tasks() if task.id == task_id), None)
    if task is None:
        return
    data = played.answers(task.case_id).to(played.bundle().form_of(task.element_id) or {})
    try:
        case_work.complete(played.resources, person, None, task_id, data, None)
    except JiuzhuError as error:
        played.journal.append(error.code)


class Office(RuleBasedStateMachine):
    """People of one township and county who work, hand over and change roles in any order."""

    installations: Installations

    @initialize(seed=st.integers(0, 2**32))
    def open(self, seed: int) -> None:
        self.opened = self.installations.fresh(seed)
        self.played = self.opened.__enter__()
        self.played.register()

    @rule()
    def go_on(self) -> None:
        for _ in range(8):
            self.played.take_a_step()

    @rule(number=st.integers(1, 3))
    def somebody_with_every_role_tries_everything(self, number: int) -> None:
        for task in self.played.open_tasks():
            _try(self.played, task.id, holder_of_everything(number))

    @rule(number=st.integers(1, 3), other=st.integers(1, 3))
    def hand_over(self, number: int, other: int) -> None:
        for task in self.played.open_tasks():
            role = Role(task.role)
            to = stage.username_of(role, stage.unit_of(role, TOWN), other)
            person = stage.person(role, TOWN, number)
            try:
                write(
                    self.played.resources,
                    lambda work, task=task, to=to: human_tasks.reassign(work, task.id, to),  # type: ignore[misc]
                    person=person,
                )
            except JiuzhuError as error:
                self.played.journal.append(error.code)

    @invariant()
    def every_rule_holds(self) -> None:
        if hasattr(self, "played"):
            broken = read(self.played.resources, lambda work: [line for one in RULES for line in one(work)])
            assert broken == [], "\n".join(self.played.journal)

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)


def test_every_payment_has_passed_three_people_whatever_they_try(installations: Installations) -> None:
    assert three_people_stand_behind_every_payment in RULES
    machine = type("OfficeHere", (Office,), {"installations": installations})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
