"""Bank orders as files and back: paid once, returned and re-issued, differences seen, accounts nowhere else."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

import httpx
import pytest
from bank_office import ACCOUNT, HOLDER, applicant, granted, incident_codes, orders_of, proposed
from click.testing import CliRunner, Result
from relief_office import COUNTY, ReliefOffice, fire_case

from engine.adapters.bank_files import ANSWER_COLUMNS
from engine.cli.main import jiuzhu
from engine.store.orm import Base

ANSWERED_AT = "2026-03-11T10:00:00+08:00"
CORRECTED = "6222020000000000099"


def bank(office: ReliefOffice, *words: str) -> Result:
    """What `jiuzhu bank` says; business time is that of the office."""
    settings = office.resources.settings
    options = ["--database-url", settings.database_url, "--key-file", str(settings.key_file)]
    return CliRunner().invoke(jiuzhu, ["bank", *words, *options], env={"JIUZHU_TEST_CLOCK": "true"})


def exported(office: ReliefOffice, target: Path) -> list[dict[str, str]]:
    """The rows of a new order file."""
    result = bank(office, "export", str(target))
    assert result.exit_code == 0, result.output
    return [row for row in csv.DictReader(io.StringIO(target.read_text("utf-8-sig"))) if row["file_number"] != "TOTAL"]


def answer_file(target: Path, rows: list[dict[str, str]], **changes: str) -> Path:
    """A bank's answer to order rows: paid, unless `changes` say otherwise."""
    answers = [
        {
            "file_number": row["file_number"],
            "payment_key": row["payment_key"],
            "amount_fen": row["amount_fen"],
            "result": "paid",
            "answered_at": ANSWERED_AT,
            "bank_reference": "B001",
            "reason": "",
            **changes,
        }
        for row in rows
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(ANSWER_COLUMNS)
    writer.writerows([answer[column] for column in ANSWER_COLUMNS] for answer in answers)
    writer.writerow(["TOTAL", len(answers), sum(int(answer["amount_fen"]) for answer in answers), "", "", "", ""])
    target.write_text(text.getvalue(), encoding="utf-8")
    return target


def ordered(office: ReliefOffice, number: int = 1, account: str | None = ACCOUNT) -> str:
    """A case whose money is ordered from the bank."""
    with_account = {"payee_account": account} if account else {}
    return granted(office, proposed(office, "bank", applicant=applicant(number, **with_account)))


def record(office: ReliefOffice, case_id: str, data: dict[str, object]) -> httpx.Response:
    """The answer to recording a bank's result."""
    task = office.open_task(case_id, "record_bank_result")
    return office.person("cashier").post(f"/api/tasks/{task['task_id']}/complete", json={"data": data})


def test_an_order_goes_out_once_with_its_account_and_comes_back_as_paid(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office)
    rows = exported(office, tmp_path / "out.csv")
    again = bank(office, "export", str(tmp_path / "none.csv"))

    (row,) = rows
    assert (row["amount_fen"], row["account"], row["holder"]) == ("70000", ACCOUNT, HOLDER)
    assert row["payment_key"] == orders_of(office, case_id)[0].key
    assert "没有待发指令" in again.output
    assert not (tmp_path / "none.csv").exists()

    read_in = bank(office, "import", str(answer_file(tmp_path / "in.csv", rows)))
    assert read_in.exit_code == 0, read_in.output
    assert [order.status for order in orders_of(office, case_id)] == ["paid"]
    task = office.open_task(case_id, "record_bank_result")
    shown = office.person("cashier").get(f"/api/tasks/{task['task_id']}").json()["data"]
    assert (shown["result"], shown["paid_fen"], shown["bank_reference"]) == ("paid", 70_000, "B001")
    office.set_clock("2026-03-11T11:00:00+08:00")
    assert record(office, case_id, shown).status_code == 200


def test_a_file_made_before_is_written_again_with_the_same_bytes(office: ReliefOffice, tmp_path: Path) -> None:
    ordered(office)
    rows = exported(office, tmp_path / "out.csv")

    again = bank(office, "export", str(tmp_path / "again.csv"), "--again", rows[0]["file_number"])

    assert again.exit_code == 0, again.output
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_an_order_without_an_account_is_refused_and_named(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office, account=None)
    reference = office.person("handler").get(f"/api/cases/{case_id}").json()["reference"]

    result = bank(office, "export", str(tmp_path / "out.csv"))

    assert reference in result.output
    assert not (tmp_path / "out.csv").exists()
    assert [order.status for order in orders_of(office, case_id)] == ["ordered"]


def test_an_account_stated_with_the_proposal_comes_before_that_of_the_registration(
    office: ReliefOffice, tmp_path: Path
) -> None:
    stated = {"payee_account": CORRECTED, "payee_holder": "罗远清"}
    granted(office, proposed(office, "bank", stated, applicant=applicant(payee_account=ACCOUNT)))

    (row,) = exported(office, tmp_path / "out.csv")

    assert (row["account"], row["holder"]) == (CORRECTED, "罗远清")


@pytest.mark.parametrize("account", ["1234567", "6222-x", "6" * 33])
def test_a_registration_with_a_wrong_account_is_refused(office: ReliefOffice, account: str) -> None:
    body = fire_case(applicant=applicant(payee_account=account))

    refused = office.person("handler").post("/api/cases", json=body)

    assert refused.status_code == 422
    assert [error["path"] for error in refused.json()["errors"]] == ["applicant.payee_account"]


def test_returned_money_is_ordered_again_to_the_corrected_account(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office)
    rows = exported(office, tmp_path / "out.csv")
    bank(office, "import", str(answer_file(tmp_path / "in.csv", rows, result="returned", reason="户名不符")))
    task = office.open_task(case_id, "record_bank_result")
    shown = office.person("cashier").get(f"/api/tasks/{task['task_id']}").json()["data"]

    as_paid = record(office, case_id, {"result": "paid", "paid_fen": 70_000})
    assert (as_paid.status_code, as_paid.json()["code"]) == (409, "bank_says_returned")
    assert (shown["result"], shown["return_reason"]) == ("returned", "户名不符")
    assert record(office, case_id, shown).status_code == 200
    correction = {"account": CORRECTED, "holder": "罗远清", "reason": "户名不符"}
    office.complete("handler", case_id, "correct_account", correction)

    (second,) = exported(office, tmp_path / "second.csv")
    assert (second["account"], second["holder"]) == (CORRECTED, "罗远清")
    assert second["payment_key"] != rows[0]["payment_key"]
    assert [order.status for order in orders_of(office, case_id)] == ["returned", "sent"]


def test_what_the_bank_has_paid_is_never_ordered_again(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office)
    bank(office, "import", str(answer_file(tmp_path / "in.csv", exported(office, tmp_path / "out.csv"))))
    assert record(office, case_id, {"result": "returned"}).status_code == 200
    task = office.open_task(case_id, "correct_account")
    correction = {"account": CORRECTED, "holder": HOLDER, "reason": "更正"}

    refused = office.person("handler").post(f"/api/tasks/{task['task_id']}/complete", json={"data": correction})

    assert (refused.status_code, refused.json()["code"]) == (409, "bank_says_paid")
    assert len(orders_of(office, case_id)) == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payment_key": "0" * 32}, "bank_unknown_key"),
        ({"amount_fen": "70001"}, "bank_amount_differs"),
    ],
)
def test_an_answer_that_does_not_fit_becomes_an_incident(
    office: ReliefOffice, tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    case_id = ordered(office)
    rows = exported(office, tmp_path / "out.csv")

    result = bank(office, "import", str(answer_file(tmp_path / "in.csv", rows, **changes)))

    assert result.exit_code == 1
    assert incident_codes(office) == [code]
    assert [order.status for order in orders_of(office, case_id)] == ["sent"]


def test_a_second_answer_is_an_incident_the_same_file_again_is_not(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office)
    rows = exported(office, tmp_path / "out.csv")
    first = answer_file(tmp_path / "in.csv", rows)
    bank(office, "import", str(first))

    repeated = bank(office, "import", str(first))
    twice = bank(office, "import", str(answer_file(tmp_path / "twice.csv", rows, bank_reference="B002")))

    assert (repeated.exit_code, twice.exit_code) == (0, 1)
    assert "已导入过" in repeated.output
    assert incident_codes(office) == ["bank_answered_twice"]
    assert [(order.status, order.bank_reference) for order in orders_of(office, case_id)] == [("paid", "B001")]


def test_a_file_whose_sums_are_wrong_is_refused_whole(office: ReliefOffice, tmp_path: Path) -> None:
    case_id = ordered(office)
    file = answer_file(tmp_path / "in.csv", exported(office, tmp_path / "out.csv"))
    file.write_text(file.read_text(encoding="utf-8").replace("TOTAL,1,70000", "TOTAL,1,70001"), encoding="utf-8")

    result = bank(office, "import", str(file))

    assert result.exit_code == 1
    assert "合计" in result.output
    assert [order.status for order in orders_of(office, case_id)] == ["sent"]


def test_the_account_is_stored_nowhere_in_clear(office: ReliefOffice, tmp_path: Path) -> None:
    ordered(office)
    exported(office, tmp_path / "out.csv")
    columns = bytearray()
    with office.resources.database.read_engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                columns += repr(tuple(row)).encode()

    assert ACCOUNT.encode() not in columns


def test_the_fixed_format_counts_its_rows_and_carries_its_digest(office: ReliefOffice, tmp_path: Path) -> None:
    ordered(office)
    target = tmp_path / "out.txt"
    result = bank(office, "export", str(target), "--format", "fixed")

    assert result.exit_code == 0, result.output
    head, order, tail = target.read_bytes().split(b"\r\n")[:3]
    assert (len(head), len(order), len(tail)) == (67, 319, 89)
    assert head[:9] == b"H01" + COUNTY.encode()
    assert tail[25:] == hashlib.sha256(head + b"\r\n" + order + b"\r\n").hexdigest().encode()
