"""Reports and the ledger as files: what they hold, who may have them, and that no cell calculates."""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from datetime import datetime
from typing import Any

import pytest
from relief_office import COUNTY, TOWN, ReliefOffice
from report_cases import FORMULA, ReportCases, write_cases
from sqlalchemy import select
from workbook_reading import ReadSheet, read_workbook

from engine.domain.local_time import LOCAL_ZONE
from engine.services.reports import ledger
from engine.services.unit_of_work import read
from engine.store.tables.background import AuditEntryRow

PERIOD = {"since": "2026-01-01", "until": "2026-04-30"}
STARTS_AT = datetime(2026, 1, 1, tzinfo=LOCAL_ZONE)
ENDS_AT = datetime(2026, 5, 1, tzinfo=LOCAL_ZONE)
IDENTITY = re.compile(r"\d{17}[\dX]")


@pytest.fixture(scope="module")
def made(standing_office: ReliefOffice) -> ReportCases:
    """The invented cases, written into the standing office."""
    return write_cases(standing_office.resources, number=80)


def report_file(office: ReliefOffice, username: str, name: str, **query: str) -> Any:
    """What the API answers to somebody who wants a report as a file."""
    return office.person(username).get(f"/api/reports/{name}/file", params={**PERIOD, **query})


def ledger_file(office: ReliefOffice, username: str, **body: Any) -> Any:
    """What the API answers to somebody who wants the ledger as a file."""
    return office.person(username).post("/api/reports/ledger/file", json={**PERIOD, **body})


def ledger_of(office: ReliefOffice, username: str, **query: Any) -> list[dict[str, Any]]:
    """All lines of the ledger, page by page."""
    lines: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = office.person(username).get("/api/reports/ledger", params={**PERIOD, **query, **cursor})
        assert page.status_code == 200, page.text
        lines += page.json()["items"]
        cursor = {"cursor": page.json()["next_cursor"]}
        if cursor["cursor"] is None:
            assert page.json()["total"] == len(lines)
            return lines


def registered(made: ReportCases, town: str) -> list[str]:
    """The references of the cases of a township that were registered in the time, oldest first."""
    own = [one for one in made.cases if one.town_code == town and one.status != "clue"]
    in_time = [one for one in own if STARTS_AT <= one.registered_at < ENDS_AT]
    return [one.reference for one in sorted(in_time, key=lambda one: (one.registered_at, one.id))]


def column(sheet: ReadSheet, title: str) -> list[Any]:
    """The values under a title."""
    at = sheet.rows[1].index(title)
    return [row[at] for row in sheet.rows[2:] if len(row) > at]


def test_a_workbook_says_what_the_report_says_in_yuan(standing_office: ReliefOffice, made: ReportCases) -> None:
    shown = standing_office.person("chief").get("/api/reports/relief", params={**PERIOD, "group_by": "month"}).json()
    (table,) = shown["tables"]

    answer = report_file(standing_office, "chief", "relief", group_by="month")

    (sheet,) = read_workbook(answer.content)
    lines = [*table["lines"], table["totals"]]
    assert sheet.rows[1] == [one["title"] for one in table["columns"]]
    assert column(sheet, "发放金额（元）") == [line["paid_fen"] / 100 for line in lines]
    assert column(sheet, "救助人次") == [line["persons"] for line in lines]
    assert sheet.formats[2][sheet.rows[1].index("发放金额（元）")] == "#,##0.00"
    assert sheet.frozen_rows == 2
    assert min(sheet.widths) >= 8
    assert "万州区" in str(sheet.rows[0][0])
    assert answer.headers["X-Report-Lines"] == str(len(table["lines"]))
    assert "%E6%95%91%E5%8A%A9" in answer.headers["Content-Disposition"]


def test_csv_opens_as_chinese_and_holds_the_same(standing_office: ReliefOffice, made: ReportCases) -> None:
    shown = standing_office.person("chief").get("/api/reports/timeliness", params=PERIOD).json()
    (table,) = shown["tables"]

    content = report_file(standing_office, "chief", "timeliness", format="csv").content

    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == [one["title"] for one in table["columns"]]
    share = [line["share_met"] for line in (*table["lines"], table["totals"])]
    at = rows[0].index("按时办结率")
    assert [row[at] for row in rows[1:]] == [f"{one // 10}.{one % 10}%" for one in share]


def test_the_ledger_lists_every_case_of_the_area_once_and_masked(
    standing_office: ReliefOffice, made: ReportCases
) -> None:
    lines = ledger_of(standing_office, "handler", limit=7)

    assert [line["reference"] for line in lines] == registered(made, TOWN)
    assert not IDENTITY.search(str(lines))
    assert {line["applicant"] for line in lines if not line["applicant"].startswith("=")} <= {
        f"石*{at}" for at in range(10)
    }
    assert all(line["id_number"].startswith("500") and "*" in line["id_number"] for line in lines)


def test_the_ledger_as_a_workbook_has_the_money_of_each_case(standing_office: ReliefOffice, made: ReportCases) -> None:
    (sheet,) = read_workbook(ledger_file(standing_office, "handler").content)

    references = registered(made, TOWN)
    assert column(sheet, "个案编号")[: len(references)] == references
    for reference, awarded, paid, goods in zip(
        references, *(column(sheet, f"{name}（元）") for name in ("决定金额", "发放金额", "发放实物折价")), strict=False
    ):
        case = next(one for one in made.cases if one.reference == reference)
        awards = [one.amount_fen for one in made.awards if one.case_id == case.id]
        payments = [one for one in made.payments if one.case_id == case.id and one.status == "paid"]
        assert awarded == (sum(awards) / 100 if awards else None)
        in_goods = sum(one.amount_fen for one in payments if one.method == "in_kind")
        in_money = sum(one.amount_fen for one in payments) - in_goods
        assert (paid, goods) == ((in_money / 100, in_goods / 100) if payments else (None, None))


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_full_names_come_with_a_purpose_and_are_recorded(
    standing_office: ReliefOffice, made: ReportCases, file_format: str
) -> None:
    answer = ledger_file(standing_office, "handler", purpose="inspection", format=file_format)

    assert answer.status_code == 200
    text = answer.content.decode("utf-8-sig") if file_format == "csv" else str(read_workbook(answer.content)[0].rows)
    assert re.search(r"石明\d", text)
    assert not IDENTITY.search(text)
    entry = exports(standing_office)[-1]
    assert (entry.actor, entry.county_code) == ("handler", TOWN[:6])
    assert entry.detail == {
        **PERIOD,
        "division": None,
        "format": file_format,
        "lines": len(registered(made, TOWN)),
        "purpose": "inspection",
    }


def exports(office: ReliefOffice) -> list[AuditEntryRow]:
    """What the record says of exported ledgers, oldest first."""
    query = select(AuditEntryRow).where(AuditEntryRow.action == "ledger_exported").order_by(AuditEntryRow.id)
    return read(office.resources, lambda work: list(work.session.scalars(query)))


@pytest.mark.parametrize("purpose", [None, "archive"])
def test_a_name_that_looks_like_a_formula_stays_text(
    standing_office: ReliefOffice, made: ReportCases, purpose: str | None
) -> None:
    answer = ledger_file(standing_office, "chief", purpose=purpose)
    as_csv = ledger_file(standing_office, "chief", purpose=purpose, format="csv").content.decode("utf-8-sig")

    (sheet,) = read_workbook(answer.content)
    assert sheet.formulas == 0
    wanted = f"'{FORMULA}" if purpose else "'="
    assert any(str(name).startswith(wanted) for name in column(sheet, "申请人"))
    cells = [cell for row in csv.reader(io.StringIO(as_csv)) for cell in row]
    assert any(cell.startswith(wanted) for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "-")) for cell in cells)


def test_an_empty_ledger_still_says_what_it_is(standing_office: ReliefOffice, made: ReportCases) -> None:
    answer = ledger_file(standing_office, "handler", since="2020-01-01", until="2020-12-31")

    (sheet,) = read_workbook(answer.content)
    assert sheet.rows[1][1] == "个案编号"
    assert answer.headers["X-Report-Lines"] == "0"


@pytest.mark.parametrize("username", ["watcher", "admin", "cashier", "agent", "drawer"])
def test_the_ledger_is_for_those_who_read_the_cases(
    standing_office: ReliefOffice, made: ReportCases, username: str
) -> None:
    listed = standing_office.person(username).get("/api/reports/ledger")
    exported = ledger_file(standing_office, username)

    assert (listed.status_code, exported.status_code) == (403, 403)
    assert listed.json()["code"] == exported.json()["code"] == "not_permitted"


def test_another_county_is_not_in_the_ledger(standing_office: ReliefOffice, made: ReportCases) -> None:
    assert ledger_of(standing_office, "chief", division="500103") == []


def test_that_an_auditor_has_read_the_ledger_is_recorded(standing_office: ReliefOffice, made: ReportCases) -> None:
    assert standing_office.person("auditor").get("/api/reports/ledger", params=PERIOD).status_code == 200

    query = select(AuditEntryRow).where(AuditEntryRow.action == "ledger_read")
    entries = read(standing_office.resources, lambda work: list(work.session.scalars(query)))
    assert [entry.actor for entry in entries] == ["auditor"]


def test_what_is_made_public_names_no_person_and_hides_small_numbers(
    standing_office: ReliefOffice, made: ReportCases
) -> None:
    shown = standing_office.person("chief").get("/api/reports/disclosure", params=PERIOD).json()
    tables = {table["name"]: table for table in shown["tables"]}

    standards = {line["subject"]: line["value"] for line in tables["standards"]["lines"]}
    assert standards["城市最低生活保障标准"] == "每人每月 770.00 元"
    assert standards["急难型最长月数"] == "3"
    for name in ("funds_by_unit", "funds_by_track", "funds_by_cause"):
        lines = tables[name]["lines"]
        assert all(line["relieved"] == "***" or line["relieved"] >= 5 for line in lines)
        assert sum(line["relieved"] == "***" for line in lines) != 1
    assert not re.search(r"SY-\d|石|罗远明", str(shown["tables"]))
    sheets = read_workbook(report_file(standing_office, "chief", "disclosure").content)
    assert [sheet.name for sheet in sheets] == [
        "现行标准",
        "资金使用（按单位）",
        "资金使用（按救助类型）",
        "资金使用（按事由类别）",
    ]


def test_few_households_are_not_told_at_all(standing_office: ReliefOffice, made: ReportCases) -> None:
    relieved: dict[tuple[str, str], set[Any]] = {}
    for payment in made.payments:
        case = made.case(payment.case_id)
        if payment.paid_at is not None and case.county_code == COUNTY:
            month = f"{payment.paid_at.astimezone(LOCAL_ZONE):%Y-%m}"
            relieved.setdefault((case.town_code, month), set()).add(case.id)
    town, month = next(key for key, cases in relieved.items() if len(cases) < 5)
    last = monthrange(int(month[:4]), int(month[5:]))[1]

    query = {"since": f"{month}-01", "until": f"{month}-{last}", "division": town}
    shown = standing_office.person("chief").get("/api/reports/disclosure", params=query).json()

    funds = [table for table in shown["tables"] if table["name"] != "standards"]
    lines = [line for table in funds for line in (*table["lines"], table["totals"])]
    assert len(lines) > 3
    assert {line[name] for line in lines for name in ("relieved", "persons", "paid_fen")} == {"***"}


def test_what_is_made_public_covers_whole_months(standing_office: ReliefOffice) -> None:
    answer = standing_office.person("chief").get(
        "/api/reports/disclosure", params={"since": "2026-01-01", "until": "2026-01-30"}
    )

    assert answer.status_code == 422
    assert "整月" in answer.json()["errors"][0]["message"]


def test_a_ledger_of_several_pages_numbers_its_lines_on(
    standing_office: ReliefOffice, made: ReportCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "EXPORT_PAGE", 7)

    (sheet,) = read_workbook(ledger_file(standing_office, "handler").content)

    references = registered(made, TOWN)
    assert len(references) > 14
    assert column(sheet, "个案编号")[: len(references)] == references
    assert column(sheet, "序号")[: len(references)] == list(range(1, len(references) + 1))


def test_more_lines_than_a_file_takes_are_refused_before_anything_is_recorded(
    standing_office: ReliefOffice, made: ReportCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(exports(standing_office))
    monkeypatch.setattr(ledger, "MOST_EXPORTED", 3)

    answer = ledger_file(standing_office, "handler")

    assert answer.status_code == 422
    assert "请缩小期间" in answer.json()["errors"][0]["message"]
    assert len(exports(standing_office)) == before
