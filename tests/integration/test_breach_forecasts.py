"""Forecasts of breaches through the API, from cases that really went their way."""

import pytest
from relief_office import ReliefOffice, identity_number

ACCEPTED = {"decision": "accept", "track": "urgent"}


def registered(office: ReliefOffice, number: int) -> str:
    """A case of somebody of their own."""
    applicant = {"name": "罗远明", "id_number": identity_number(number), "phone": "13800001234", "hukou": "local"}
    return str(office.register(applicant=applicant)["case_id"])


@pytest.fixture
def experienced_office(office: ReliefOffice) -> ReliefOffice:
    """Eleven cases: six accepted in time after 23 h 40 min, five late after 50 h 40 min."""
    cases = [registered(office, number) for number in range(1, 12)]
    for moment, done in (("2026-03-11T09:00:00+08:00", cases[:6]), ("2026-03-12T12:00:00+08:00", cases[6:])):
        office.set_clock(moment)
        for case_id in done:
            office.complete("handler", case_id, "decide_acceptance", ACCEPTED)
    return office


def test_an_open_duty_is_forecast_from_those_done_before(experienced_office: ReliefOffice) -> None:
    case_id, leader = registered(experienced_office, 20), experienced_office.person("leader")
    asked = {"key": "accept.decision"}

    found = leader.get("/api/deadlines/forecast", params=asked).json()

    [item] = found["items"]
    assert (item["case_id"], item["element"], item["compared_with"]) == (case_id, "受理决定", 11)
    assert item["due_at"] == "2026-03-13T10:00:00Z"
    assert item["risk"] == 455  # five of eleven took longer than the 30 hours there are
    assert (item["median_done_at"], item["ninetieth_done_at"]) == ("2026-03-13T03:40:00Z", "2026-03-14T06:40:00Z")
    judged = [band for band in found["calibration"] if band["number"]]
    assert sum(band["number"] for band in judged) >= 11
    assert all(0 <= band["breached"] <= 1000 for band in judged)


def test_what_has_waited_longer_than_most_is_compared_with_too_few(experienced_office: ReliefOffice) -> None:
    registered(experienced_office, 20)
    experienced_office.set_clock("2026-03-13T13:00:00+08:00")

    found = experienced_office.person("leader").get("/api/deadlines/forecast", params={"key": "accept.decision"}).json()

    assert (found["items"], found["without_history"]) == ([], 1)


def test_only_the_own_area_is_compared_and_forecast(experienced_office: ReliefOffice) -> None:
    registered(experienced_office, 20)

    elsewhere = experienced_office.person("stranger").get("/api/deadlines/forecast").json()

    assert (elsewhere["items"], elsewhere["compared"], elsewhere["calibration"]) == ([], 0, [])
    assert experienced_office.person("cashier").get("/api/deadlines/forecast").status_code == 403
