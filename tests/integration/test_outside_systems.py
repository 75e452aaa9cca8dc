"""A connected bank and checking centre: signed, retried, asked before anything is sent again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bank_office import ACCOUNT, HOLDER, applicant, granted, orders_of, proposed
from click.testing import CliRunner, Result
from outside_server import SECRET, OutsideServer, outside_server
from relief_office import COUNTY, ROOT, ReliefOffice, identity_number
from sqlalchemy import select

from engine.adapters.bank_files import order_file_content
from engine.adapters.signed_http import OutsideRefusedError, OutsideSystem
from engine.cli.main import jiuzhu
from engine.domain.bank_payments import OrderFile, PaymentOrder
from engine.services import check_consents, deliveries, outbox, outside_answers
from engine.services.deliveries import Outside
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store.tables.background import OutboxRow
from engine.store.tables.cases import CaseRow
from engine.store.tables.followups import EconomicCheckRow

LOCAL = frozenset({"127.0.0.1"})


@pytest.fixture
def outside() -> Iterator[OutsideServer]:
    """A fresh server process."""
    with outside_server() as server:
        yield server


def system(outside: OutsideServer, **changes: Any) -> OutsideSystem:
    """The server as the engine sees it."""
    return OutsideSystem(**{"base_url": outside.base_url, "secret": SECRET, "allowed_hosts": LOCAL, **changes})


def connected(office: ReliefOffice, outside: OutsideServer, folder: Path) -> tuple[Resources, Outside]:
    """The office with its bank and its checking centre connected."""
    secret_file = folder / "outside.secret"
    secret_file.write_bytes(SECRET + b"\n")
    settings = office.resources.settings.model_copy(
        update={
            "bank_url": outside.base_url,
            "bank_secret_file": secret_file,
            "means_check_url": outside.base_url,
            "means_check_secret_file": secret_file,
            "outgoing_hosts": "127.0.0.1",
            "outgoing_dir": folder / "outgoing",
        }
    )
    return replace(office.resources, settings=settings), deliveries.outside_of(settings)


def deliver(resources: Resources, systems: Outside) -> None:
    """Let a worker send what is ready."""
    outbox.deliver_ready(
        resources, "worker", lambda kind, key, payload: deliveries.deliver(resources, systems, kind, key, payload)
    )


def test_a_signed_request_is_tried_again_until_it_is_taken(outside: OutsideServer) -> None:
    outside.behave(fail=2)

    system(outside).put("/payments/1", {"amount_fen": 1})

    assert outside.seen == [{"method": "PUT", "path": "/payments/1", "genuine": True}] * 3


@pytest.mark.parametrize("behaviour", [{"fail": 3}, {"forge": True}, {"redirect": True}])
def test_what_fails_is_forged_or_leads_elsewhere_is_refused(outside: OutsideServer, behaviour: dict[str, Any]) -> None:
    outside.behave(**behaviour)

    with pytest.raises(OutsideRefusedError):
        system(outside).put("/payments/1", {"amount_fen": 1})


def test_another_secret_is_noticed_by_the_other_side(outside: OutsideServer) -> None:
    with pytest.raises(OutsideRefusedError):
        system(outside, secret=b"another").get("/payments/1")

    assert [request["genuine"] for request in outside.seen] == [False]


@pytest.mark.parametrize("base_url", ["http://10.0.0.8/bank", "https://bank.example", "http://127.0.0.1.example/"])
def test_no_other_host_is_ever_called(outside: OutsideServer, base_url: str) -> None:
    with pytest.raises(OutsideRefusedError):
        system(outside, base_url=base_url)


def test_a_host_elsewhere_is_called_over_tls_only() -> None:
    with pytest.raises(OutsideRefusedError):
        OutsideSystem("http://bank.example", SECRET, {"bank.example"})


def test_an_order_whose_answer_was_lost_is_asked_about_and_carried_out_once(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    case_id = granted(office, proposed(office, "bank", applicant=applicant(payee_account=ACCOUNT)))
    resources, systems = connected(office, outside, tmp_path)
    outside.behave(lose_answers=1)

    deliver(resources, systems)

    (order,) = orders_of(office, case_id)
    path = f"/payments/{order.key}"
    assert list(outside.known) == [path]
    assert (outside.known[path]["account"], outside.known[path]["holder"]) == (ACCOUNT, HOLDER)
    assert order.status == "sent"
    states = read(resources, lambda work: list(work.session.scalars(select(OutboxRow.state))))
    assert set(states) == {"done"}

    answer = {
        "status": "paid",
        "amount_fen": 70_000,
        "answered_at": "2026-03-10T12:00:00+08:00",
        "bank_reference": "B9",
    }
    outside.behave(known={path: answer})
    assert deliveries.query_bank(resources, _bank(systems)).paid == 1
    assert [(one.status, one.bank_reference) for one in orders_of(office, case_id)] == [("paid", "B9")]
    assert deliveries.query_bank(resources, _bank(systems)).paid == 0


def _bank(systems: Outside) -> Any:
    assert systems.bank is not None
    return systems.bank


def test_an_order_sent_over_the_connection_is_in_no_file(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    granted(office, proposed(office, "bank", applicant=applicant(payee_account=ACCOUNT)))
    resources, systems = connected(office, outside, tmp_path)
    deliver(resources, systems)

    result = command(office, "bank", "export", str(tmp_path / "out.csv"))

    assert "没有待发指令" in result.output
    assert not (tmp_path / "out.csv").exists()


def command(office: ReliefOffice, *words: str) -> Result:
    """What a command says."""
    settings = office.resources.settings
    options = ["--database-url", settings.database_url, "--key-file", str(settings.key_file)]
    return CliRunner().invoke(jiuzhu, [*words, *options], env={"JIUZHU_TEST_CLOCK": "true"})


def asked(office: ReliefOffice) -> UUID:
    """A request to the checking centre as the operation writes it; its id."""
    case_id = UUID(office.register(applicant=applicant())["case_id"])

    def ask(work: UnitOfWork) -> UUID:
        case = work.session.scalars(select(CaseRow).where(CaseRow.id == case_id)).one()
        case.check_authorised_until = date(2026, 12, 31)
        check_consents.cover_household(work, case, paper_id=None)
        row = EconomicCheckRow(
            id=work.new_id(),
            county_code=COUNTY,
            case_id=case_id,
            task_id=work.new_id(),
            scope="household",
            requested_at=work.now,
        )
        work.session.add(row)
        payload = {"request_id": str(row.id), "reference": case.reference, "scope": row.scope}
        outbox.send(work, case, "economic_check", f"economic_check:{row.id}", payload)
        return row.id

    return write(office.resources, ask)


def check(office: ReliefOffice, request_id: UUID) -> EconomicCheckRow:
    """A request as it is kept."""
    query = select(EconomicCheckRow).where(EconomicCheckRow.id == request_id)
    return read(office.resources, lambda work: work.session.scalars(query).one())


def filled_in(office: ReliefOffice, request_id: UUID) -> dict[str, Any]:
    """What the form of the report is filled in with."""
    form = json.loads((ROOT / "forms/verification/return_check_report.json").read_text(encoding="utf-8"))
    query = select(CaseRow).where(CaseRow.id == check(office, request_id).case_id)
    return read(
        office.resources,
        lambda work: outside_answers.prefilled(work, work.session.scalars(query).one(), form, {}),
    )


def test_the_centre_is_asked_and_its_answer_is_kept_encrypted(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    request_id = asked(office)
    resources, systems = connected(office, outside, tmp_path)
    deliver(resources, systems)
    path = f"/checks/{request_id}"
    assert outside.known[path]["people"] == [
        {"name": HOLDER, "id_number": identity_number(1), "scope": ["income", "property"]}
    ]
    assert systems.checking_centre is not None
    assert deliveries.query_checking_centre(resources, systems.checking_centre) == 0

    outside.behave(
        known={path: {"status": "done", "conclusion": "above", "as_of": "2026-03-09", "total_income_fen": 123_456}}
    )

    assert deliveries.query_checking_centre(resources, systems.checking_centre) == 1
    assert filled_in(office, request_id) == {"conclusion": "above", "as_of": "2026-03-09", "total_income_fen": 123_456}
    assert b"123456" not in (check(office, request_id).answer or b"")
    assert deliveries.query_checking_centre(resources, systems.checking_centre) == 0


def test_requests_go_out_and_answers_come_in_as_files(office: ReliefOffice, tmp_path: Path) -> None:
    request_id = asked(office)
    out, answers = tmp_path / "requests.json", tmp_path / "answers.json"

    assert command(office, "means-check", "export", str(out)).exit_code == 0
    (request,) = json.loads(out.read_text(encoding="utf-8"))["requests"]
    assert (request["request_id"], request["people"][0]["id_number"]) == (str(request_id), identity_number(1))
    assert out.stat().st_mode & 0o077 == 0
    answer = {"request_id": str(request_id), "conclusion": "normal", "as_of": "2026-03-09"}
    answers.write_text(json.dumps({"answers": [answer]}), encoding="utf-8")

    first, again = (command(office, "means-check", "import", str(answers)) for _ in range(2))
    assert "新反馈 1 条" in first.output
    assert "新反馈 0 条" in again.output


@pytest.mark.parametrize(
    "answer", [{"conclusion": "fine"}, {"total_income_fen": -1}, {"request_id": "x"}, {"as_of": "yesterday"}]
)
def test_a_file_with_one_wrong_answer_is_refused_whole(
    office: ReliefOffice, tmp_path: Path, answer: dict[str, Any]
) -> None:
    request_id = asked(office)
    right = {"request_id": str(request_id), "conclusion": "normal", "as_of": "2026-03-09"}
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"answers": [right, {**right, **answer}]}), encoding="utf-8")

    assert command(office, "means-check", "import", str(file)).exit_code == 1
    assert check(office, request_id).answered_at is None


def test_a_name_that_a_spreadsheet_would_calculate_stays_a_text() -> None:
    order = PaymentOrder(key="1" * 32, amount_fen=1, reference="r", account="12345678", holder="=1+1")
    file = OrderFile("5001012026031000001", COUNTY, datetime(2026, 3, 10, tzinfo=UTC), [order])

    assert b",'=1+1," in order_file_content(file, "csv")


def asked_again(office: ReliefOffice, resources: Resources, systems: Outside, now: str) -> list[str]:
    """The codes of the open incidents after a worker has asked at a later time."""
    office.set_clock(now)
    deliveries.query_outside(resources, systems)
    return [one["code"] for one in office.person("chief").get("/api/incidents").json()["items"]]


def test_an_order_without_an_answer_is_asked_about_again_shown_once_and_never_paid_again(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    case_id = granted(office, proposed(office, "bank", applicant=applicant(payee_account=ACCOUNT)))
    resources, systems = connected(office, outside, tmp_path)
    deliver(resources, systems)

    assert asked_again(office, resources, systems, "2026-03-13T10:59:00+08:00") == []
    assert asked_again(office, resources, systems, "2026-03-13T11:01:00+08:00") == ["bank_answer_overdue"]
    assert asked_again(office, resources, systems, "2026-03-13T11:11:00+08:00") == ["bank_answer_overdue"]
    assert [one["method"] for one in outside.seen].count("PUT") == 1

    (order,) = orders_of(office, case_id)
    answer = {"status": "paid", "amount_fen": 70_000, "answered_at": "2026-03-13T12:00:00+08:00"}
    outside.behave(known={f"/payments/{order.key}": answer})
    assert asked_again(office, resources, systems, "2026-03-13T12:01:00+08:00") == []
    assert [one.status for one in orders_of(office, case_id)] == ["paid"]


def test_what_an_administrator_has_given_up_is_not_shown_again(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    asked(office)
    resources, systems = connected(office, outside, tmp_path)
    assert asked_again(office, resources, systems, "2026-03-16T10:00:00+08:00") == ["check_answer_overdue"]
    (incident,) = office.person("chief").get("/api/incidents").json()["items"]

    office.person("chief").post(f"/api/incidents/{incident['incident_id']}/retry")

    assert asked_again(office, resources, systems, "2026-03-16T10:10:00+08:00") == []


def test_an_amount_that_differs_is_one_incident_however_often_the_bank_is_asked(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    case_id = granted(office, proposed(office, "bank", applicant=applicant(payee_account=ACCOUNT)))
    resources, systems = connected(office, outside, tmp_path)
    deliver(resources, systems)
    (order,) = orders_of(office, case_id)
    answer = {"status": "paid", "amount_fen": 1, "answered_at": "2026-03-10T12:00:00+08:00"}
    outside.behave(known={f"/payments/{order.key}": answer})

    for minute in (0, 10):
        codes = asked_again(office, resources, systems, f"2026-03-10T13:{minute:02}:00+08:00")

    assert codes == ["bank_amount_differs"]


def test_a_bank_that_cannot_be_reached_does_not_keep_the_centre_from_being_asked(
    office: ReliefOffice, outside: OutsideServer, tmp_path: Path
) -> None:
    request_id = asked(office)
    granted(office, proposed(office, "bank", applicant=applicant(2, payee_account=ACCOUNT)))
    resources, systems = connected(office, outside, tmp_path)
    deliver(resources, systems)
    outside.behave(
        fail=3, known={f"/checks/{request_id}": {"status": "done", "conclusion": "normal", "as_of": "2026-03-09"}}
    )

    deliveries.query_outside(resources, systems)

    assert check(office, request_id).answered_at is not None
