"""A ledger of former years: all of it becomes closed cases at one moment, after two persons, or none of it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import pytest
from bank_office import proposed
from relief_office import COUNTY, OTHER_TOWN, TOWN, VILLAGE, ReliefOffice, fire_case
from sample_ledgers import TITLES, csv_file, id_of, ledger_row, workbook
from sqlalchemy import func, select

from engine.services.ledger_worker import BATCH, LedgerWorker
from engine.services.unit_of_work import UnitOfWork, read
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.deadlines import DeadlineRow
from engine.store.tables.ledger import LedgerImportRow, LedgerProblemRow, LedgerRecordRow
from engine.store.tables.payments import AwardClaimRow, AwardTallyRow
from engine.store.tables.processes import ProcessInstanceRow
from engine.store.tables.relief import AwardRow, DisbursementRow

Json = dict[str, Any]


@dataclass(slots=True)
class LedgerDesk:
    """An office with its ledgers and the worker that takes them further."""

    office: ReliefOffice
    worker: LedgerWorker

    def upload(self, content: bytes, *, unit: str = TOWN, username: str = "handler") -> httpx.Response:
        """The answer to bringing a ledger."""
        files = {"file": ("2025年台账.xlsx", content, "application/octet-stream")}
        return self.office.person(username).post("/api/imports", files=files, data={"unit": unit})

    def checked(self, content: bytes, **given: str) -> Json:
        """A ledger after all its rows have been read."""
        answer = self.upload(content, **given)
        assert answer.status_code == 201, answer.text
        self.work()
        return self.state(answer.json()["import_id"])

    def work(self) -> None:
        """Take every ledger as far as it goes without a person."""
        while self.worker.advance():
            pass

    def state(self, import_id: str, username: str = "chief") -> Json:
        """One ledger as a person sees it."""
        answer = self.office.person(username).get(f"/api/imports/{import_id}")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def problems(self, import_id: str) -> list[Json]:
        """What is wrong with a ledger."""
        found: list[Json] = self.office.person("chief").get(f"/api/imports/{import_id}/problems").json()["items"]
        return found

    def confirm(self, import_id: str, username: str = "leader") -> httpx.Response:
        """The answer to confirming a ledger."""
        return self.office.person(username).post(f"/api/imports/{import_id}/confirm")

    def applied(self, content: bytes, **given: str) -> Json:
        """A ledger after its rows have become cases."""
        import_id = self.checked(content, **given)["import_id"]
        answer = self.confirm(import_id)
        assert answer.status_code == 200, answer.text
        self.work()
        return self.state(import_id)

    def count(self, rows: Any) -> int:
        """How many rows a table holds."""
        return read(
            self.office.resources, lambda work: work.session.scalar(select(func.count()).select_from(rows)) or 0
        )


@pytest.fixture
def desk(office: ReliefOffice) -> LedgerDesk:
    return LedgerDesk(office, LedgerWorker(office.resources))


def only(desk: LedgerDesk, rows: Any) -> Any:
    return read(desk.office.resources, lambda work: work.session.scalars(select(rows)).one())


def test_a_confirmed_ledger_becomes_closed_cases_without_process_and_clocks(desk: LedgerDesk) -> None:
    found = desk.applied(workbook([ledger_row(1), ledger_row(2, method="实物", amount="300")]))

    assert (found["status"], found["record_count"], found["total_fen"]) == ("applied", 2, 156_050)
    cases = desk.office.person("handler").get("/api/cases").json()["items"]
    assert {case["status"] for case in cases} == {"paid_closed"}
    assert {case["registered_at"][:10] for case in cases} == {"2025-03-04"}  # midnight of 5 March in Chongqing
    assert desk.count(ProcessInstanceRow) == desk.count(DeadlineRow) == 0
    assert desk.count(LedgerRecordRow) == 0


def test_an_imported_case_shows_what_the_ledger_said_and_who_stands_behind_it(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1)]))
    handler = desk.office.person("handler")

    case_id = handler.get("/api/cases").json()["items"][0]["case_id"]
    shown = handler.get(f"/api/cases/{case_id}").json()

    assert (shown["channel"], shown["cause"], shown["track"]) == ("imported", "fire", "urgent")
    assert shown["applicant"]["id_number"] == f"500***********{id_of(1)[-4:]}"
    assert shown["household"] == {"size": 3, "members": []}
    assert (shown["awarded_fen"], shown["paid_fen"]) == (126_050, 126_050)
    award = shown["awards"][0]
    assert (award["kind"], award["proposed_by"], award["decided_by"]) == ("imported", "handler", "leader")
    assert (shown["disbursements"][0]["status"], shown["disbursements"][0]["paid_by"]) == ("paid", None)
    assert shown["tasks"] == []
    history = handler.get(f"/api/cases/{case_id}/history").json()["items"]
    assert [(item["kind"], item["actor"]) for item in history] == [("ledger_applied", "leader")]


def test_historic_cases_are_found_by_number_and_by_person(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1), ledger_row(2)]))
    handler = desk.office.person("handler")

    by_person = handler.get("/api/cases", params={"q": id_of(2)}).json()["items"]
    by_reference = handler.get("/api/cases", params={"q": by_person[0]["reference"]}).json()["items"]

    assert len(by_person) == 1
    assert by_reference == by_person
    assert by_person[0]["reference"] == "500101-2025-000002"


def test_the_year_of_a_person_counts_what_was_paid_before_this_system(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1, amount=400), ledger_row(1, amount=500, cause="溺水")]))

    tally = only(desk, AwardTallyRow)

    assert (tally.kind, tally.period, tally.total_fen) == ("person_year", "2025", 90_000)
    assert desk.count(AwardClaimRow) == 2


def test_an_award_for_what_a_ledger_has_paid_this_year_is_refused(desk: LedgerDesk) -> None:
    case_id = proposed(desk.office, "cash", applicant={"name": "赵台账", "id_number": id_of(1), "hukou": "local"})
    desk.applied(workbook([ledger_row(1, paid_on="2026-02-03")]))

    task = desk.office.open_task(case_id, "township_relief_first_decision")
    data = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
    refused = desk.office.person("leader").post(f"/api/tasks/{task['task_id']}/complete", json={"data": data})

    assert (refused.status_code, refused.json()["code"]) == (409, "award_duplicate")


def test_a_new_application_for_what_a_ledger_has_paid_this_year_is_a_repeat(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1, paid_on="2026-02-03")]))
    handler = desk.office.person("handler")

    answers = {}
    for number in (1, 2):
        applicant = {"name": "赵台账", "id_number": id_of(number), "hukou": "local"}
        case_id = handler.post("/api/cases", json=fire_case(applicant=applicant)).json()["case_id"]
        decisions = handler.get(f"/api/cases/{case_id}").json()["decisions"]
        answers[number] = next(one["result"] for one in decisions if one["decision_id"] == "repeat_application")

    assert answers[1] == {"result": "hold_for_override", "reason": "DUPLICATE_SAME_CAUSE"}
    assert answers[2]["result"] == "accept"


def test_reports_count_historic_cases_in_their_own_year(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1), ledger_row(2, amount=300, method="实物")]))
    leader = desk.office.person("leader")

    def relief_of(year: int) -> Json:
        days = {"since": f"{year}-01-01", "until": f"{year}-12-31"}
        totals: Json = leader.get("/api/reports/relief", params=days).json()["tables"][0]["totals"]
        return {name: totals[name] for name in ("registered", "persons", "paid_fen", "in_kind_fen")}

    assert relief_of(2025) == {"registered": 2, "persons": 6, "paid_fen": 126_050, "in_kind_fen": 30_000}
    assert relief_of(2024)["registered"] == 0


def test_one_wrong_row_keeps_all_out(desk: LedgerDesk) -> None:
    found = desk.checked(workbook([ledger_row(1), ledger_row(2, amount="一百"), ledger_row(3)]))

    assert (found["status"], found["record_count"], found["error_rows"]) == ("checked", 2, 1)
    assert desk.problems(found["import_id"]) == [
        {
            "row": 3,
            "column": "H",
            "field": "amount",
            "label": "救助金额",
            "code": "amount_unreadable",
            "severity": "error",
            "message": "金额不是数字",
            "fix": "填写以元为单位的数字，如 1260.50",
        }
    ]
    refused = desk.confirm(found["import_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "ledger_has_errors")
    assert desk.count(CaseRow) == 0


def test_whoever_brought_a_ledger_does_not_confirm_it(desk: LedgerDesk) -> None:
    found = desk.checked(workbook([ledger_row(1)]), username="leader")

    refused = desk.confirm(found["import_id"], "leader")

    assert (refused.status_code, refused.json()["code"]) == (403, "ledger_one_person")
    assert desk.state(found["import_id"], "leader")["can_confirm"] is False
    assert desk.confirm(found["import_id"], "chief").status_code == 200


@pytest.mark.parametrize(
    ("username", "action", "status"),
    [
        pytest.param("agent", "upload", 403, id="a village assistant brings none"),
        pytest.param("stranger", "upload", 403, id="another county's handler brings none here"),
        pytest.param("handler", "confirm", 403, id="a handler confirms none"),
        pytest.param("stranger", "confirm", 404, id="another county knows of none"),
        pytest.param("stranger", "show", 404, id="another county sees none"),
        pytest.param("cashier", "show", 403, id="finance sees none"),
        pytest.param("director", "show", 200, id="the county's leader sees it"),
    ],
)
def test_who_may_do_what_with_a_ledger(desk: LedgerDesk, username: str, action: str, status: int) -> None:
    import_id = desk.checked(workbook([ledger_row(1)]), username="handler2")["import_id"]
    person = desk.office.person(username)

    answers = {
        "upload": lambda: desk.upload(workbook([ledger_row(2)]), username=username),
        "confirm": lambda: desk.confirm(import_id, username),
        "show": lambda: person.get(f"/api/imports/{import_id}"),
    }

    assert answers[action]().status_code == status


def test_the_same_file_again_is_refused_until_it_was_discarded(desk: LedgerDesk) -> None:
    content = workbook([ledger_row(1)])
    import_id = desk.checked(content)["import_id"]

    again = desk.upload(content)
    desk.office.person("handler").delete(f"/api/imports/{import_id}")
    after = desk.upload(content)

    assert (again.status_code, again.json()["code"]) == (409, "ledger_known")
    assert after.status_code == 201


def test_an_applied_file_is_refused_for_ever(desk: LedgerDesk) -> None:
    content = workbook([ledger_row(1)])
    found = desk.applied(content)

    again = desk.upload(content)
    gone = desk.office.person("handler").delete(f"/api/imports/{found['import_id']}")

    assert (again.status_code, again.json()["code"]) == (409, "ledger_known")
    assert (gone.status_code, gone.json()["code"]) == (409, "ledger_not_ready")


def test_rows_repeated_in_the_file_and_payments_known_already_are_errors(desk: LedgerDesk) -> None:
    desk.applied(workbook([ledger_row(1)]))

    found = desk.checked(workbook([ledger_row(1), ledger_row(2), ledger_row(2), ledger_row(3)]))

    problems = {(one["row"], one["code"]): one["message"] for one in desk.problems(found["import_id"])}
    assert problems == {
        (2, "payment_known"): "系统中已有这笔发放（500101-2025-000001）",
        (4, "row_repeated"): "与第 3 行重复",
    }


def test_a_payment_made_after_the_check_sends_the_ledger_back(desk: LedgerDesk) -> None:
    first = desk.checked(workbook([ledger_row(1)]))["import_id"]
    second = desk.checked(workbook([ledger_row(1), ledger_row(2)]))["import_id"]
    desk.confirm(first)
    desk.work()

    desk.confirm(second)
    desk.work()

    found = desk.state(second)
    assert (found["status"], found["error_rows"], found["confirmed_by"]) == ("checked", 1, None)
    assert desk.count(CaseRow) == 1


def test_a_person_can_say_which_column_is_what(desk: LedgerDesk) -> None:
    titles = ("名字", "身份证号", "钱", "哪天发的", "联系电话")
    content = workbook([["赵台账", id_of(1), "1,260.50", "2025.3.5", ""]], titles=titles[:1] + titles[1:])
    found = desk.upload(content)
    assert (found.status_code, found.json()["code"]) == (422, "ledger_file_refused")

    known = ("姓名", "身份证号", "钱", "哪天发的", "联系电话")
    upload = desk.upload(workbook([["赵台账", id_of(1), "1,260.50", "2025.3.5", ""]], titles=known)).json()
    assert upload["status"] == "mapping"
    changed = desk.office.person("handler").put(
        f"/api/imports/{upload['import_id']}/layout",
        json={
            "header_row": 1,
            "columns": {"name": 0, "id_number": 1, "amount": 2, "paid_on": 3},
            "constants": {"cause": "火灾", "method": "现金"},
        },
    )
    assert changed.status_code == 200, changed.text
    desk.work()

    shown = desk.state(upload["import_id"])
    assert (shown["status"], shown["record_count"], shown["total_fen"]) == ("checked", 1, 126_050)
    assert shown["preview"][0]["cells"]["name"] == "赵*账"


def test_a_layout_is_refused_where_the_file_has_no_such_column(desk: LedgerDesk) -> None:
    import_id = desk.checked(workbook([ledger_row(1)]))["import_id"]

    refused = desk.office.person("handler").put(
        f"/api/imports/{import_id}/layout",
        json={"header_row": 1, "columns": {"name": 99}, "constants": {"cause": "心情", "name": "赵"}},
    )

    assert refused.status_code == 422
    assert [one["path"] for one in refused.json()["errors"]] == ["columns.name", "constants.cause", "constants.name"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_files_come_in_every_encoding_of_an_office(desk: LedgerDesk, encoding: str) -> None:
    found = desk.checked(csv_file([ledger_row(1), ledger_row(2)], encoding))

    assert (found["status"], found["record_count"], found["error_rows"]) == ("checked", 2, 0)


def test_a_county_names_the_unit_of_each_row(desk: LedgerDesk) -> None:
    rows = [ledger_row(1, village=VILLAGE), ledger_row(2, village="龙沙镇"), ledger_row(3, village="")]

    found = desk.checked(workbook(rows), unit=COUNTY, username="clerk")

    assert [(one["row"], one["code"]) for one in desk.problems(found["import_id"])] == [
        (3, "unit_unknown"),
        (4, "unit_missing"),
    ]


def test_a_worker_that_dies_is_followed_where_it_stopped(desk: LedgerDesk) -> None:
    content = workbook([ledger_row(number) for number in range(BATCH * 2 + 10)])
    import_id = desk.upload(content).json()["import_id"]
    assert desk.worker.advance()
    assert desk.state(import_id)["done"] == BATCH + 1

    def silent_for_long(work: UnitOfWork) -> None:
        row = work.session.scalars(select(LedgerImportRow)).one()
        assert row.worked_at is not None
        row.worked_at = row.uploaded_at

    with desk.office.resources.database.writing.begin() as session:
        silent_for_long(UnitOfWork(session, desk.office.resources, desk.office.resources.clock.now()))
    successor = LedgerWorker(desk.office.resources)
    while successor.advance():
        pass
    assert desk.worker.advance() is False

    found = desk.state(import_id)
    assert (found["status"], found["record_count"], found["error_rows"]) == ("checked", BATCH * 2 + 10, 0)


def test_two_workers_keep_every_row_once(desk: LedgerDesk) -> None:
    import_id = desk.upload(workbook([ledger_row(number) for number in range(BATCH + 5)])).json()["import_id"]
    other = LedgerWorker(desk.office.resources)

    while desk.worker.advance() or other.advance():
        pass

    assert desk.state(import_id)["record_count"] == BATCH + 5


def test_nothing_counts_until_everything_does(desk: LedgerDesk) -> None:
    import_id = desk.checked(workbook([ledger_row(number) for number in range(1_500)]))["import_id"]
    desk.confirm(import_id)
    seen = []
    while desk.worker.advance():
        seen.append((desk.count(CaseRow), desk.count(DisbursementRow), desk.count(PersonRow)))

    assert seen == [(0, 0, 0), (0, 0, 0), (1_500, 1_500, 1_500)]
    assert desk.count(AwardRow) == 1_500


def test_a_discarded_ledger_leaves_nothing_of_anybody(desk: LedgerDesk) -> None:
    found = desk.checked(workbook([ledger_row(1), ledger_row(2, amount="x")]))

    desk.office.person("handler").delete(f"/api/imports/{found['import_id']}")

    assert desk.count(LedgerRecordRow) == desk.count(LedgerProblemRow) == 0
    row = only(desk, LedgerImportRow)
    assert (row.status, row.uploaded_by) == ("discarded", "handler")
    with desk.office.resources.database.reading.begin() as session:
        assert session.scalar(select(LedgerImportRow.content)) is None


def test_the_list_of_problems_is_a_file_for_a_spreadsheet(desk: LedgerDesk) -> None:
    import_id = desk.checked(workbook([ledger_row(1, amount="=1+1x", paid_on="2025-2-30")]))["import_id"]

    answer = desk.office.person("handler").get(f"/api/imports/{import_id}/problems.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"行号","列","栏目","级别","问题","怎样改"'
    assert '"2","J","发放日期","错误","没有这一天"' in lines[1]


def test_a_person_pages_through_the_problems(desk: LedgerDesk) -> None:
    import_id = desk.checked(workbook([ledger_row(number, amount="x") for number in range(5)]))["import_id"]
    handler, address = desk.office.person("handler"), f"/api/imports/{import_id}/problems"

    first = handler.get(address, params={"limit": 3}).json()
    second = handler.get(address, params={"limit": 3, "cursor": first["next_cursor"]}).json()

    assert [one["row"] for one in (*first["items"], *second["items"])] == [2, 3, 4, 5, 6]
    assert second["next_cursor"] is None
    assert handler.get(address, params={"cursor": "xx"}).json()["code"] == "form_invalid"


def test_the_own_units_ledgers_are_listed_newest_first(desk: LedgerDesk) -> None:
    desk.upload(workbook([ledger_row(1)]))
    desk.upload(workbook([ledger_row(2)]), unit=OTHER_TOWN, username="stranger")
    desk.upload(workbook([ledger_row(3)]), unit=COUNTY, username="clerk")

    listed = {
        username: [one["unit"] for one in desk.office.person(username).get("/api/imports").json()["items"]]
        for username in ("handler", "chief", "stranger")
    }

    assert listed == {"handler": [TOWN], "chief": [COUNTY, TOWN], "stranger": [OTHER_TOWN]}


def test_no_case_is_entered_as_imported(desk: LedgerDesk) -> None:
    answer = desk.office.person("handler").post("/api/cases", json=fire_case(channel="imported"))

    assert answer.status_code == 422


def test_titles_and_fields_of_the_sample_stand_side_by_side() -> None:
    assert len(TITLES) == len(ledger_row(1))
    assert ledger_row(1)[-1] == date(2025, 3, 5)
