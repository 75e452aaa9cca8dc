"""The figures of the monitor: by element, provisional ones, and what happened to duties day by day."""

import pytest
from relief_office import TOWN, ReliefOffice


def test_deadlines_are_counted_by_the_element_that_started_them(office: ReliefOffice) -> None:
    office.register()
    leader = office.person("leader")

    groups = leader.get("/api/deadlines/summary", params={"group_by": "element"}).json()["items"]
    by_element = {group["group"]: group for group in groups}
    listed = leader.get("/api/deadlines", params={"element": groups[0]["group"]}).json()["items"]

    assert all(group["name"] for group in groups)
    assert {item["element_id"] for item in listed} == {groups[0]["group"]}
    counts = by_element[groups[0]["group"]]["counts"]
    assert len(listed) == sum(number for status, number in counts.items() if status != "provisional")


def test_what_may_still_move_is_counted_and_listed(office: ReliefOffice) -> None:
    office.set_clock("2026-12-31T16:00:00+08:00")
    office.register(discovered_at="2026-12-31T16:00:00+08:00")
    leader = office.person("leader")

    groups = leader.get("/api/deadlines/summary", params={"group_by": "division"}).json()["items"]
    found = leader.get("/api/deadlines", params={"provisional": "true"}).json()["items"]
    firm = leader.get("/api/deadlines", params={"provisional": "false"}).json()["items"]

    assert found
    assert all(item["provisional"] for item in found)
    assert not any(item["provisional"] for item in firm)
    assert [(group["group"], group["counts"]["provisional"]) for group in groups] == [(TOWN, len(found))]


def test_each_day_says_what_began_was_done_and_was_breached(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    office.set_clock("2026-03-13T00:30:00+08:00")
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    asked = {"since": "2026-03-09", "until": "2026-03-13", "key": "accept.decision"}

    days = office.person("leader").get("/api/deadlines/trend", params=asked).json()["items"]
    elsewhere = office.person("stranger").get("/api/deadlines/trend", params=asked).json()["items"]

    assert [tuple(day.values()) for day in days] == [
        ("2026-03-09", 0, 0, 0, 0),
        ("2026-03-10", 1, 0, 0, 0),
        ("2026-03-11", 0, 0, 0, 1),
        ("2026-03-12", 0, 0, 0, 0),
        ("2026-03-13", 0, 0, 1, 0),
    ]
    assert not any(day["started"] or day["breached"] for day in elsewhere)


def test_a_duty_done_in_time_counts_on_the_local_day_it_was_done(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    office.set_clock("2026-03-11T00:30:00+08:00")  # still the 10th in UTC
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})

    days = office.person("leader").get("/api/deadlines/trend", params={"key": "accept.decision"}).json()["items"]

    assert len(days) == 30
    assert [day["day"] for day in days if day["met"]] == ["2026-03-11"]


@pytest.mark.parametrize(
    ("username", "asked", "status"),
    [
        ("cashier", {}, 403),
        ("leader", {"since": "2026-01-01", "until": "2026-06-01"}, 422),
        ("leader", {"since": "2026-03-02", "until": "2026-03-01"}, 422),
    ],
)
def test_a_trend_is_for_those_who_watch_and_for_few_days(
    office: ReliefOffice, username: str, asked: dict[str, str], status: int
) -> None:
    assert office.person(username).get("/api/deadlines/trend", params=asked).status_code == status
