"""Typical cases on a draft: what the change does to them, without touching anything of the office."""

from collections.abc import Iterator
from typing import Any

import pytest
from bundle_office import act, draft, drafted, remarked, shipped
from relief_office import ReliefOffice

from engine.services import simulation

# A run has a database of its own whatever the office has; each of them takes seconds.
pytestmark = pytest.mark.parametrize("standing_office", ["sqlite"], indirect=True)


def with_two_days_to_pay() -> dict[str, bytes]:
    """The shipped limits with two working days instead of three for `urgent.pay`."""
    content = shipped("processes/deadline_limits.dmn").decode()
    row = content.index('"urgent.pay"')
    amount = content.index("<text>3</text>", row)
    text = content[:amount] + "<text>2</text>" + content[amount + len("<text>3</text>") :]
    return {"processes/deadline_limits.dmn": text.encode()}


def test_what_a_change_does_to_a_typical_case_is_told_and_nothing_is_touched(standing_office: ReliefOffice) -> None:
    number = drafted(standing_office, with_two_days_to_pay())
    standing_office.person("admin")
    before = standing_office.row_counts()

    answer = act(standing_office, "drawer", number, "simulate", only=["TA-01"])

    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    assert (found["bundle"], found["equal"], found["different"], found["not_played"]) == (number, 0, 1, [])
    (case,) = found["cases"]
    assert case["played_to_the_end"] is True
    assert any("urgent.pay" in one["place"] or "pay_due" in one["place"] for one in case["differences"])
    after = standing_office.row_counts()
    assert {name: count - before[name] for name, count in after.items() if count != before[name]} == {"audit_entry": 1}


def test_the_shipped_bundle_is_as_its_cases_expect(standing_office: ReliefOffice) -> None:
    found = act(standing_office, "admin", 1, "simulate", only=["TA-01"]).json()

    assert (found["equal"], found["different"]) == (1, 0)


@pytest.mark.parametrize(
    ("username", "body", "expected"),
    [
        ("handler", {}, (403, "not_permitted")),
        ("auditor", {}, (403, "not_permitted")),
        ("drawer", {"only": ["no such case"]}, (422, "form_invalid")),
        ("drawer", {"only": ["--restart"]}, (422, "form_invalid")),
        ("drawer", {"cases": {}}, (422, "form_invalid")),
        ("drawer", {"cases": {"cases": [{"id": "a"}]}}, (422, "form_invalid")),
        ("drawer", {"cases": {"cases": 7}}, (422, "form_invalid")),
        ("drawer", {"files": "/etc"}, (422, "form_invalid")),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    standing_office: ReliefOffice, username: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    answer = act(standing_office, username, 1, "simulate", **body)

    assert (answer.status_code, answer.json()["code"]) == expected
    assert "/tmp" not in answer.text  # noqa: S108 - no path of the server is told


def test_cases_of_odd_content_break_nothing(standing_office: ReliefOffice) -> None:
    odd = {
        "id": "X",
        "title": "X",
        "policy_versions_active": [],
        "inputs": {"township": 7},
        "expected": {},
        "actions": [{"do": "dance", "at": "2026-01-01T00:00:00+08:00"}],
    }

    answer = act(standing_office, "drawer", 1, "simulate", cases={"cases": [odd]})

    assert (answer.status_code, answer.json()["code"]) == (409, "simulation_failed")


def test_a_draft_with_errors_is_not_simulated(standing_office: ReliefOffice) -> None:
    number = draft(standing_office, remarked(), remove="processes/visit_risk.dmn").json()["number"]

    answer = act(standing_office, "drawer", number, "simulate")

    assert (answer.status_code, answer.json()["code"]) == (422, "bundle_has_errors")


@pytest.fixture
def busy() -> Iterator[None]:
    """A server that is replaying cases already."""
    with simulation._one_at_a_time:
        yield


@pytest.mark.usefixtures("busy")
def test_one_server_simulates_once_at_a_time(standing_office: ReliefOffice) -> None:
    answer = act(standing_office, "drawer", 1, "simulate")

    assert (answer.status_code, answer.json()["code"]) == (409, "simulation_running")


def test_cases_that_are_not_begun_in_time_are_listed(
    standing_office: ReliefOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "NO_NEW_CASE_AFTER_SECONDS", 0)

    found = act(standing_office, "drawer", 1, "simulate", only=["TA-01", "TA-02"]).json()

    assert (found["cases"], found["not_played"]) == ([], ["TA-01", "TA-02"])
