"""What charities give is booked apart from fiscal relief, append-only, each voucher once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from charity_office import entered
from relief_office import ReliefOffice
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from engine.services.unit_of_work import write
from engine.store.tables.partners import NonfiscalEntryRow

GIFT = {"kind": "money", "amount_fen": 50_000, "given_on": "2026-03-10"}


def book(office: ReliefOffice, case_id: str, username: str = "handler", **changes: Any) -> httpx.Response:
    """The answer to booking a gift."""
    return office.person(username).post(f"/api/cases/{case_id}/nonfiscal", json={**GIFT, **changes})


def case(office: ReliefOffice, case_id: str) -> dict[str, Any]:
    """A case as its page shows it."""
    found: dict[str, Any] = office.person("handler").get(f"/api/cases/{case_id}").json()
    return found


def supermarket(office: ReliefOffice) -> str:
    """The id of a charity supermarket's project."""
    partner_id: str = entered(
        office, target="charity_supermarket", project="爱心兑换券", fund_source="donation", min_fen=None, causes=[]
    )["partner_id"]
    return partner_id


def test_a_gift_is_shown_on_the_case_and_never_counted_as_fiscal_relief(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    report = office.person("chief").get("/api/reports/relief").json()

    booked = book(office, case_id, note="爱心人士捐赠")

    assert booked.status_code == 201, booked.text
    shown = case(office, case_id)
    assert (shown["nonfiscal_fen"], shown["awarded_fen"], shown["paid_fen"]) == (50_000, 0, 0)
    assert [(one["fund_source"], one["note"]) for one in shown["nonfiscal"]] == [("donation", "爱心人士捐赠")]
    assert office.person("chief").get("/api/reports/relief").json() == report


def test_a_mistake_is_taken_back_by_a_counter_entry_once(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    entry_id = book(office, case_id).json()["entry_id"]
    path = f"/api/cases/{case_id}/nonfiscal/{entry_id}/counter"

    countered, again = (office.person("handler").post(path, json={"note": "金额填错"}) for _ in range(2))

    assert (countered.status_code, countered.json()["amount_fen"]) == (201, -50_000)
    assert (again.status_code, again.json()["code"]) == (409, "nonfiscal_entry_countered")
    assert case(office, case_id)["nonfiscal_fen"] == 0
    assert [one["amount_fen"] for one in case(office, case_id)["nonfiscal"]] == [50_000, -50_000]


def test_the_database_itself_refuses_to_change_an_entry(office: ReliefOffice) -> None:
    book(office, office.register()["case_id"])

    for statement in (update(NonfiscalEntryRow).values(amount_fen=1), delete(NonfiscalEntryRow)):
        with pytest.raises(DBAPIError):
            write(office.resources, lambda work, statement=statement: work.session.execute(statement))


def test_a_voucher_is_booked_once_whatever_the_case(office: ReliefOffice) -> None:
    first, second = (office.register()["case_id"] for _ in range(2))
    voucher = {"kind": "voucher", "partner_id": supermarket(office), "voucher_number": "CS-0001"}
    receipt = office.upload(first)

    booked = book(office, first, receipt_id=receipt, **voucher)
    twice = book(office, second, **voucher)

    assert (booked.status_code, booked.json()["receipt_id"]) == (201, receipt)
    assert (twice.status_code, twice.json()["code"]) == (409, "voucher_known")
    counter = f"/api/cases/{first}/nonfiscal/{booked.json()['entry_id']}/counter"
    office.person("handler").post(counter, json={"note": "登记到了别的个案"})
    assert book(office, second, **voucher).status_code == 201


def test_an_amount_outside_the_interval_of_the_project_is_booked_with_a_warning(office: ReliefOffice) -> None:
    partner_id = entered(office)["partner_id"]

    booked = book(office, office.register()["case_id"], partner_id=partner_id)

    assert (booked.status_code, booked.json()["warning"]) == (201, "below_interval")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"amount_fen": 0}, "amount_fen"),
        ({"amount_fen": -1}, "amount_fen"),
        ({"amount_fen": 1.5}, "amount_fen"),
        ({"given_on": "2026-03-11"}, "given_on"),
        ({"kind": "cash"}, "kind"),
        ({"kind": "voucher", "voucher_number": "1"}, "partner_id"),
        ({"voucher_number": "1"}, "voucher_number"),
        ({"referral_id": "0190d3a5-0000-7000-8000-000000000000"}, "referral_id"),
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_booked(
    office: ReliefOffice, changes: dict[str, Any], path: str
) -> None:
    case_id = office.register()["case_id"]

    refused = book(office, case_id, **changes)

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == [path]
    assert case(office, case_id)["nonfiscal"] == []


def test_only_those_who_handle_the_case_book_for_it(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]

    assert book(office, case_id, "auditor").status_code == 403
    assert book(office, case_id, "stranger").status_code == 404


def test_the_ledger_shows_the_area_with_its_totals_by_source(office: ReliefOffice) -> None:
    partner_id = entered(office)["partner_id"]
    case_id = office.register()["case_id"]
    book(office, case_id)
    book(office, case_id, partner_id=partner_id, amount_fen=200_000)

    ledger = office.person("chief").get("/api/nonfiscal", params={"limit": 1}).json()
    rest = office.person("chief").get("/api/nonfiscal", params={"cursor": ledger["next_cursor"]}).json()

    assert [one["amount_fen"] for one in (*ledger["items"], *rest["items"])] == [200_000, 50_000]
    assert ledger["totals"] == {"donation": 50_000, "foundation": 200_000}
    assert office.person("stranger").get("/api/nonfiscal").json()["items"] == []
    assert office.person("chief").get("/api/nonfiscal", params={"until": "2026-03-09"}).json()["items"] == []


def test_the_same_request_sent_again_books_once(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]

    answers = [
        office.person("handler").post(
            f"/api/cases/{case_id}/nonfiscal", json=GIFT, headers={"Idempotency-Key": "gift-1"}
        )
        for _ in range(2)
    ]

    assert answers[0].json() == answers[1].json()
    assert len(case(office, case_id)["nonfiscal"]) == 1
