"""Reports equal a slow recount by hand, inside the asker's area only, on both dialects."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import pytest
from relief_office import COUNTY, OTHER_COUNTY, TOWN, ReliefOffice
from report_cases import SECOND_TOWN, ReportCases, write_cases

from engine.domain.local_time import LOCAL_ZONE, local_date
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineRow

SINCE, UNTIL = "2026-01-01", "2026-04-30"
STARTS_AT = datetime(2026, 1, 1, tzinfo=LOCAL_ZONE)
ENDS_AT = datetime(2026, 5, 1, tzinfo=LOCAL_ZONE)
AREAS: dict[str, Callable[[CaseRow], bool]] = {
    "watcher": lambda case: True,
    "chief": lambda case: case.county_code == COUNTY,
    "handler": lambda case: case.town_code == TOWN,
    "stranger": lambda case: case.county_code == OTHER_COUNTY,
}
UNITS: dict[str, Callable[[CaseRow], str | None]] = {
    "watcher": lambda case: case.county_code,
    "chief": lambda case: case.town_code,
    "handler": lambda case: case.village_code,
    "stranger": lambda case: case.village_code,
}


@pytest.fixture(scope="module")
def made(standing_office: ReliefOffice) -> ReportCases:
    """The invented cases, written into the standing office."""
    return write_cases(standing_office.resources)


def asked(office: ReliefOffice, username: str, name: str, **query: str) -> dict[str, Any]:
    """The only table of a report, as somebody reads it."""
    found = answer(office, username, name, **query)
    assert found.status_code == 200, found.text
    (table,) = found.json()["tables"]
    return dict(table)


def answer(office: ReliefOffice, username: str, name: str, **query: str) -> Any:
    """What the API answers to somebody who asks for a report."""
    return office.person(username).get(f"/api/reports/{name}", params={"since": SINCE, "until": UNTIL, **query})


def is_in_time(at: datetime | None) -> bool:
    return at is not None and STARTS_AT <= at < ENDS_AT


def month_of(at: datetime) -> str:
    return f"{local_date(at):%Y-%m}"


def by_group(table: dict[str, Any], *names: str) -> dict[Hashable, tuple[Any, ...]]:
    """The figures of each group."""
    return {line["group"]: tuple(line[name] for name in names) for line in table["lines"]}


def group_of(username: str, grouping: str, case: CaseRow, at: datetime) -> str | None:
    """What a case is counted under, worked out by hand."""
    if grouping == "month":
        return month_of(at)
    if grouping == "unit":
        return UNITS[username](case)
    return {"track": case.track, "cause": case.cause, "category": case.category}[grouping]


def in_area(made: ReportCases, username: str) -> list[CaseRow]:
    return [case for case in made.cases if case.status != "clue" and AREAS[username](case)]


def recounted_relief(
    made: ReportCases, username: str, group: Callable[[CaseRow, datetime], Hashable]
) -> dict[Hashable, tuple[int, ...]]:
    """Registered, relieved, persons, awarded, paid, in kind, referred: row by row."""
    found: dict[Hashable, list[int]] = {}
    relieved: dict[Hashable, set[Any]] = {}
    for case in in_area(made, username):
        if is_in_time(case.registered_at):
            found.setdefault(group(case, case.registered_at), [0] * 7)[0] += 1
        for award in (one for one in made.awards if one.case_id == case.id and is_in_time(one.decided_at)):
            found.setdefault(group(case, award.decided_at), [0] * 7)[3] += award.amount_fen
        for payment in (one for one in made.payments if one.case_id == case.id and is_in_time(one.paid_at)):
            assert payment.paid_at is not None
            name = group(case, payment.paid_at)
            line = found.setdefault(name, [0] * 7)
            line[5 if payment.method == "in_kind" else 4] += payment.amount_fen
            if case.id not in relieved.setdefault(name, set()):
                relieved[name].add(case.id)
                line[1] += 1
                line[2] += case.household_size
        for referral in (one for one in made.referrals if one.case_id == case.id and is_in_time(one.sent_at)):
            assert referral.sent_at is not None
            found.setdefault(group(case, referral.sent_at), [0] * 7)[6] += 1
    return {name: tuple(line) for name, line in found.items()}


RELIEF = ("registered", "relieved", "persons", "awarded_fen", "paid_fen", "in_kind_fen", "referrals")


@pytest.mark.parametrize("username", list(AREAS))
@pytest.mark.parametrize("grouping", ["track", "cause", "category", "unit", "month"])
def test_people_and_money_equal_a_recount(
    standing_office: ReliefOffice, made: ReportCases, username: str, grouping: str
) -> None:
    table = asked(standing_office, username, "relief", group_by=grouping)

    assert by_group(table, *RELIEF) == recounted_relief(
        made, username, lambda case, at: group_of(username, grouping, case, at)
    )
    (total,) = recounted_relief(made, username, lambda case, at: None).values()
    assert tuple(table["totals"][name] for name in RELIEF) == total


def test_methods_are_counted_apart_and_handing_over_is_one(standing_office: ReliefOffice, made: ReportCases) -> None:
    found = by_group(asked(standing_office, "chief", "relief", group_by="method"), *RELIEF)

    ids = {case.id for case in in_area(made, "chief")}
    paid = [one for one in made.payments if one.case_id in ids and is_in_time(one.paid_at)]
    for method in ("cash", "bank", "in_kind"):
        own = [one for one in paid if one.method == method]
        persons = sum(made.case(case_id).household_size for case_id in {one.case_id for one in own})
        money = sum(one.amount_fen for one in own)
        amounts = (0, money) if method == "in_kind" else (money, 0)
        assert found[method] == (0, len({one.case_id for one in own}), persons, 0, *amounts, 0)
    assert found["referral"][6] == sum(1 for one in made.referrals if one.case_id in ids and is_in_time(one.sent_at))


def test_a_division_narrows_to_it_and_compares_what_lies_below(
    standing_office: ReliefOffice, made: ReportCases
) -> None:
    table = asked(standing_office, "watcher", "relief", group_by="unit", division=COUNTY)

    assert set(by_group(table)) == {TOWN, SECOND_TOWN}
    assert table["totals"] == asked(standing_office, "chief", "relief")["totals"]


def test_another_county_is_never_reached_by_naming_it(standing_office: ReliefOffice, made: ReportCases) -> None:
    table = asked(standing_office, "chief", "relief", division=OTHER_COUNTY)

    assert table["lines"] == []
    assert table["totals"]["paid_fen"] == 0


def settled_at(deadline: DeadlineRow) -> datetime | None:
    return deadline.stopped_at or deadline.due_at


def seconds_used(made: ReportCases, deadline: DeadlineRow) -> int:
    """The seconds from start to stop in which no pause lay, counted minute by minute."""
    assert deadline.stopped_at is not None
    pauses = [(one.paused_at, one.resumed_at) for one in made.pauses if one.deadline_id == deadline.id]
    minutes = int((deadline.stopped_at - deadline.started_at).total_seconds()) // 60
    moments = (deadline.started_at + timedelta(minutes=minute) for minute in range(minutes))
    return 60 * sum(not any(since <= at < until for since, until in pauses if until) for at in moments)


def nearest_rank(times: Iterable[int], percent: int) -> int | None:
    ordered = sorted(times)
    return ordered[ceil(len(ordered) * percent / 100) - 1] if ordered else None


@pytest.mark.parametrize("username", ["watcher", "handler"])
@pytest.mark.parametrize("grouping", ["key", "unit", "month"])
def test_timeliness_equals_a_recount(
    standing_office: ReliefOffice, made: ReportCases, username: str, grouping: str
) -> None:
    table = asked(standing_office, username, "timeliness", group_by=grouping)

    ids = {case.id for case in in_area(made, username)}
    expected: dict[Hashable, list[DeadlineRow]] = {}
    for one in made.deadlines:
        is_settled = one.status != "cancelled" and (one.stopped_at is not None or one.is_breached)
        if one.case_id in ids and is_settled and is_in_time(settled_at(one)):
            at = settled_at(one)
            assert at is not None
            name = one.key if grouping == "key" else group_of(username, grouping, made.case(one.case_id), at)
            expected.setdefault(name, []).append(one)
    columns = ("settled", "met", "late", "still_open", "median_seconds", "ninetieth_seconds")
    assert by_group(table, *columns) == {
        name: (
            len(duties),
            sum(not one.is_breached for one in duties),
            sum(one.is_breached and one.stopped_at is not None for one in duties),
            sum(one.stopped_at is None for one in duties),
            *(
                nearest_rank([seconds_used(made, one) for one in duties if one.stopped_at], percent)
                for percent in (50, 90)
            ),
        )
        for name, duties in expected.items()
    }


@pytest.mark.parametrize("username", ["watcher", "chief"])
@pytest.mark.parametrize("grouping", ["month", "unit", "cause"])
def test_relief_first_and_paperwork_equal_a_recount(
    standing_office: ReliefOffice, made: ReportCases, username: str, grouping: str
) -> None:
    table = asked(standing_office, username, "relief-first", group_by=grouping)

    expected: dict[Hashable, list[int]] = {}
    for case in in_area(made, username):
        awards = [one for one in made.awards if one.case_id == case.id]
        first = min((one.decided_at for one in awards), default=None)
        if first is None or not is_in_time(first):
            continue
        line = expected.setdefault(group_of(username, grouping, case, first), [0] * 8)
        is_first = any(one.kind == "relief_first" for one in awards)
        line[0] += 1
        line[1] += case.track == "urgent"
        line[2] += is_first
        if is_first:
            line[paperwork_column(made, case)] += 1
    columns = ("awarded", "urgent", "relieved_first", "filed_in_time", "filed_late", "overdue", "in_time_still")
    assert by_group(table, *columns, "not_due_yet") == {name: tuple(line) for name, line in expected.items()}
    totals = table["totals"]
    filed = totals["filed_in_time"] + totals["filed_late"]
    assert totals["completed"] == pytest.approx(
        1000 * filed / (totals["relieved_first"] - totals["not_due_yet"]), abs=1
    )


def paperwork_column(made: ReportCases, case: CaseRow) -> int:
    """Where the paperwork of a case relieved first stands: the position of its column."""
    duty = next(
        (
            one
            for one in made.deadlines
            if one.case_id == case.id and one.key == "posthoc.complete" and one.status != "cancelled"
        ),
        None,
    )
    if duty is None:
        return 7
    if duty.stopped_at is not None:
        return 4 if duty.is_breached else 3
    return 5 if duty.is_breached else 6


@pytest.mark.parametrize("username", ["watcher", "chief"])
def test_people_paid_twice_equal_a_recount_by_reference(
    standing_office: ReliefOffice, made: ReportCases, username: str
) -> None:
    lines = asked(standing_office, username, "duplicates")["lines"]

    same_cause = {line["references"] for line in lines if line["finding"] == "同一事由重复发放"}
    assert same_cause == set(paid_twice_for_one_cause(made, username))
    assert same_cause


def paid_twice_for_one_cause(made: ReportCases, username: str) -> Iterable[str]:
    """The references in the area of every person and cause that several cases paid, one of them in the area."""
    paid = {one.case_id for one in made.payments if is_in_time(one.paid_at)}
    of_person: dict[Any, list[CaseRow]] = {}
    for person in made.people:
        case = made.case(person.case_id)
        if case.id in paid and case.status != "clue":
            of_person.setdefault((person.identity_index, case.cause), []).append(case)
    for cases in of_person.values():
        own = sorted(case.reference for case in cases if AREAS[username](case))
        if len(cases) > 1 and own:
            yield "、".join(own)


def test_people_in_several_open_cases_are_found_whenever_they_came(
    standing_office: ReliefOffice, made: ReportCases
) -> None:
    lines = asked(standing_office, "watcher", "duplicates", since="2020-01-01", until="2020-01-31")["lines"]

    open_cases: dict[Any, list[str]] = {}
    for person in made.people:
        case = made.case(person.case_id)
        if case.status == "in_progress":
            open_cases.setdefault(person.identity_index, []).append(case.reference)
    expected = {"、".join(sorted(cases)) for cases in open_cases.values() if len(cases) > 1}
    assert {(line["finding"], line["references"]) for line in lines} == {
        ("同时在多个在办个案中", one) for one in expected
    }
    assert expected


@pytest.mark.parametrize(("username", "name"), [("agent", "relief"), ("drawer", "timeliness"), ("agent", "disclosure")])
def test_who_has_no_right_reads_no_figures(standing_office: ReliefOffice, username: str, name: str) -> None:
    assert answer(standing_office, username, name).json()["code"] == "not_permitted"


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("relief", {"since": "2026-02-01", "until": "2026-01-01"}, "form_invalid"),
        ("relief", {"since": "1990-01-01"}, "form_invalid"),
        ("relief", {"since": "0001-01-01"}, "form_invalid"),
        ("relief", {"until": "9999-12-31"}, "form_invalid"),
        ("relief", {"group_by": "key"}, "form_invalid"),
        ("relief", {"group_by": "name"}, "form_invalid"),
        ("relief", {"division": "50"}, "form_invalid"),
        ("duplicates", {"group_by": "month"}, "form_invalid"),
        ("nothing", {}, "not_found"),
    ],
)
def test_what_makes_no_sense_is_refused(
    standing_office: ReliefOffice, name: str, query: dict[str, str], code: str
) -> None:
    found = answer(standing_office, "chief", name, **query)

    assert found.json()["code"] == code
    assert found.status_code in {404, 422}


def test_this_year_so_far_is_meant_where_no_days_are_named(standing_office: ReliefOffice) -> None:
    found = standing_office.person("chief").get("/api/reports/relief").json()

    assert (found["since"], found["until"]) == ("2026-01-01", "2026-03-10")
    assert found["place"] == "万州区"


def test_the_list_of_reports_says_what_each_can_be_counted_by(standing_office: ReliefOffice) -> None:
    listed = standing_office.person("chief").get("/api/reports").json()

    assert {one["name"] for one in listed["items"]} == {
        *("relief", "relief-first", "timeliness", "duplicates", "disclosure")
    }
    assert listed["has_ledger"] is True
    assert standing_office.person("agent").get("/api/reports").json() == {
        "items": [],
        "has_ledger": False,
        "may_see_names": False,
    }
