"""No household is relieved twice for one cause in a year, no limit is passed, however many decide at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import httpx
import pytest
from bank_office import applicant, proposal, proposed
from relief_office import OTHER_TOWN, ReliefOffice
from sqlalchemy import func, select

from engine.services.unit_of_work import UnitOfWork, write
from engine.store.tables.payments import AwardClaimRow, AwardTallyRow
from engine.store.tables.policy import AwardLimitRow
from engine.store.tables.relief import AwardRow

GRANT = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
AT_ONCE = 8


def decide(office: ReliefOffice, case_id: str) -> httpx.Response:
    """The answer to the leader's decision on a proposed first payment."""
    task = office.open_task(case_id, "township_relief_first_decision")
    return _sent(office.person("leader"), task)


def _sent(client: httpx.Client, task: dict[str, Any]) -> httpx.Response:
    return client.post(f"/api/tasks/{task['task_id']}/complete", json={"data": GRANT})


def decide_all_at_once(office: ReliefOffice, case_ids: list[str]) -> list[httpx.Response]:
    """The answers to decisions on all of the cases, sent at the same moment."""
    tasks = [office.open_task(case_id, "township_relief_first_decision") for case_id in case_ids]
    token = office.person("leader").headers["Authorization"]
    start = Barrier(len(tasks))

    def send(task: dict[str, Any]) -> httpx.Response:
        with httpx.Client(base_url=office.base_url, timeout=60, headers={"Authorization": token}) as client:
            start.wait(timeout=30)
            return _sent(client, task)

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(send, tasks))


def limit(office: ReliefOffice, kind: str, limit_fen: int, scope: str = "50") -> None:
    """Enter a limit from the beginning of the year on."""
    row = AwardLimitRow(
        scope=scope, kind=kind, valid_from=date(2026, 1, 1), limit_fen=limit_fen, source="区县年度限额文件"
    )
    write(office.resources, lambda work: work.session.add(row))


def total(office: ReliefOffice, column: Any) -> int:
    """The sum of a column."""
    return write(office.resources, lambda work: int(work.session.scalar(select(func.sum(column))) or 0))


def twins(office: ReliefOffice, number: int, cases: int, **changes: Any) -> list[str]:
    """Cases of one person that were all proposed before any was decided."""
    return [proposed(office, "cash", applicant=applicant(number), **changes) for _ in range(cases)]


def test_the_second_award_for_the_same_cause_and_year_is_refused(office: ReliefOffice) -> None:
    first, second = twins(office, 1, 2)

    answers = [decide(office, first), decide(office, second)]

    assert [answer.status_code for answer in answers] == [200, 409]
    assert answers[1].json()["code"] == "award_duplicate"
    assert total(office, AwardRow.amount_fen) == 70_000


def test_another_cause_or_another_person_is_always_open(office: ReliefOffice) -> None:
    (fire,) = twins(office, 1, 1)
    (other_event,) = twins(office, 1, 1, cause_key="2026-03-09 二次火灾")
    (other_person,) = twins(office, 2, 1)

    assert [decide(office, case_id).status_code for case_id in (fire, other_event, other_person)] == [200] * 3


def test_of_decisions_at_once_on_one_cause_one_is_carried_out(office: ReliefOffice) -> None:
    answers = decide_all_at_once(office, twins(office, 1, AT_ONCE))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: AT_ONCE - 1}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"award_duplicate"}
    assert total(office, AwardRow.amount_fen) == 70_000


def test_an_override_of_the_county_lets_a_second_case_through(office: ReliefOffice) -> None:
    (first,) = twins(office, 1, 1)
    assert decide(office, first).status_code == 200
    second = office.register(applicant=applicant(1))["case_id"]
    office.complete("handler", second, "decide_acceptance", {"decision": "request_override"})
    office.complete("chief", second, "decide_repeat_override", {"decision": "grant", "reason": "二次受灾"})
    office.complete("handler", second, "propose_relief_first", proposal("cash"))

    assert decide(office, second).status_code == 200
    assert total(office, AwardRow.amount_fen) == 140_000


@pytest.mark.parametrize(
    ("kind", "persons"),
    [("person_year", [1] * AT_ONCE), ("approver_day", range(AT_ONCE)), ("area_day", range(AT_ONCE))],
)
def test_decisions_at_once_never_go_above_a_limit(office: ReliefOffice, kind: str, persons: Any) -> None:
    limit(office, kind, 200_000)
    case_ids = [
        proposed(office, "cash", applicant=applicant(person), cause_key=f"episode {number}")
        for number, person in enumerate(persons)
    ]

    answers = decide_all_at_once(office, case_ids)

    assert Counter(answer.status_code for answer in answers) == {200: 2, 409: AT_ONCE - 2}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"award_above_limit"}
    assert total(office, AwardRow.amount_fen) == 140_000


def test_without_an_entered_limit_or_in_another_area_nothing_is_refused(office: ReliefOffice) -> None:
    limit(office, "area_day", 1, scope=OTHER_TOWN)
    first, second = (proposed(office, "cash", applicant=applicant(number)) for number in (1, 2))

    assert [decide(office, case_id).status_code for case_id in (first, second)] == [200, 200]


def test_an_applicant_without_a_number_is_relieved_without_a_claim(office: ReliefOffice) -> None:
    case_id = proposed(office, "cash", applicant={"name": "无名氏", "hukou": "local"})

    assert decide(office, case_id).status_code == 200
    claims = write(office.resources, lambda work: work.session.scalar(select(func.count()).select_from(AwardClaimRow)))
    assert claims == 0


def test_a_refused_award_leaves_no_claim_and_no_count(office: ReliefOffice) -> None:
    limit(office, "person_year", 1)
    (case_id,) = twins(office, 1, 1)

    assert decide(office, case_id).status_code == 409

    def rows(work: UnitOfWork) -> list[int]:
        kept = (AwardClaimRow, AwardTallyRow, AwardRow)
        return [work.session.scalar(select(func.count()).select_from(row)) or 0 for row in kept]

    assert write(office.resources, rows) == [0, 0, 0]
