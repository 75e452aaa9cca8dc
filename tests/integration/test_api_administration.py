"""What administrators do over HTTP: calendar, bundles, and the clock of a test database."""

from pathlib import Path

import pytest
from relief_office import ReliefOffice, relief_office

from engine.store.database import Database

LIST_OF_2027 = {
    "off": ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"],
    "makeup": [],
    "source": "国务院办公厅关于2027年部分节假日安排的通知",
}


def test_an_imported_year_moves_the_deadlines_that_touch_it(office: ReliefOffice) -> None:
    office.set_clock("2026-12-31T09:00:00+08:00")
    case_id = office.register(discovered_at="2026-12-31T09:00:00+08:00")["case_id"]
    handler, admin = office.person("handler"), office.person("admin")
    before = handler.get(f"/api/cases/{case_id}/deadlines").json()["items"][0]

    imported = admin.put("/api/calendar/2027", json=LIST_OF_2027)

    after = handler.get(f"/api/cases/{case_id}/deadlines").json()["items"][0]
    assert imported.status_code == 200, imported.text
    assert imported.json()["recomputed"] == 2  # accept.decision and urgent.pay
    assert (before["due_at"], before["provisional"]) == ("2027-01-04T10:00:00Z", True)
    assert (after["due_at"], after["provisional"]) == ("2027-01-05T10:00:00Z", False)
    shown = handler.get("/api/calendar/2027").json()
    assert (shown["published"], len(shown["days"]), shown["imported_by"]) == (True, 4, "admin")


def test_a_year_without_a_list_says_so(standing_office: ReliefOffice) -> None:
    shown = standing_office.person("handler").get("/api/calendar/2030").json()

    assert (shown["published"], shown["days"]) == (False, [])


@pytest.mark.parametrize("username", ["drawer", "admin", "auditor"])
def test_bundles_are_seen_by_who_draws_publishes_or_audits(standing_office: ReliefOffice, username: str) -> None:
    (bundle,) = standing_office.person(username).get("/api/bundles").json()["items"]

    assert (bundle["number"], bundle["status"], bundle["effective_from"]) == (1, "published", "2019-01-01")


def test_everybody_is_told_the_business_time(standing_office: ReliefOffice) -> None:
    assert standing_office.person("handler").get("/api/me").json()["now"] == "2026-03-10T01:20:00Z"


def test_the_clock_of_a_real_database_cannot_be_set(database: Database, tmp_path: Path) -> None:
    with relief_office(database, tmp_path, test_clock=False) as office:
        answer = office.person("admin").put("/api/test/clock", json={"now": "2027-01-01T00:00:00+08:00"})

    assert (answer.status_code, answer.json()["code"]) == (404, "no_test_clock")


def test_every_answer_is_described(standing_office: ReliefOffice) -> None:
    description = standing_office.person("handler").get("/api/openapi.json").json()

    undescribed = [
        f"{method} {path}"
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/api/") and not _is_described(operation["responses"])
    ]
    assert undescribed == []


def _is_described(responses: dict[str, dict[str, object]]) -> bool:
    """Whether the good answer has a shape, or none at all (204)."""
    good = [response for status, response in responses.items() if status.startswith("2")]
    return "204" in responses or any(response.get("content") for response in good)
