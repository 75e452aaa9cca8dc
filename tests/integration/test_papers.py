"""Every paper of a case says what it must, in both formats, and hides what it must."""

from __future__ import annotations

from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import paper_templates
import pytest
from docx import Document
from pypdf import PdfReader
from relief_office import COUNTY, OTHER_TOWN, TOWN, VILLAGE, ReliefOffice, identity_number, relief_office

from engine.store.database import Database

NAME, PHONE = "罗<b>远</b>明", "13987650999"
NUMBER = identity_number(77)
STORY = "住房烧毁，无食宿，暂住横街九十九号"
MINIMUM = "本单只含办理所需的最少信息"

Json = dict[str, Any]


def listed(office: ReliefOffice, case_id: str, username: str = "handler") -> dict[str, Json]:
    """The papers of a case by kind."""
    answer = office.person(username).get(f"/api/cases/{case_id}/papers")
    assert answer.status_code == 200, answer.text
    return {paper["kind"]: paper for paper in answer.json()["items"]}


def text_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "").replace(" ", "")


def text_of_word(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = chain.from_iterable(row.cells for table in document.tables for row in table.rows)
    said = "\n".join(part.text for part in (*document.paragraphs, *cells))
    assert "{{" not in document.element.xml
    assert "{%" not in document.element.xml
    return said.replace("\n", "").replace(" ", "")


def printed(office: ReliefOffice, case_id: str, kind: str, username: str = "handler") -> dict[str, str]:
    """The text of one paper in each format."""
    paper_id = listed(office, case_id, username)[kind]["paper_id"]
    texts = {}
    for paper_format, read in (("pdf", text_of_pdf), ("docx", text_of_word)):
        answer = office.person(username).get(f"/api/cases/{case_id}/papers/{paper_id}/{paper_format}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment;")
        texts[paper_format] = read(answer.content)
    return texts


@pytest.fixture(scope="module")
def urgent_case(standing_office: ReliefOffice) -> str:
    """A fire: accepted, relieved with 700 yuan in cash, emergency over, paperwork filed."""
    office = standing_office
    applicant = {"name": NAME, "id_number": NUMBER, "phone": PHONE, "hukou": "local"}
    case_id: str = office.register(applicant=applicant, description=STORY)["case_id"]
    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
    proposal = {
        "contacted_at": "2026-03-10T09:20:00+08:00",
        "contact_way": "visit",
        "facts": "火灾属实",
        "recommendation": "relieve",
        "public_impact": False,
        "proposed_fen": 70_000,
        "months": 1,
        "method": "cash",
        "simplified_reason": "情况紧急",
    }
    office.complete("handler", case_id, "propose_relief_first", proposal)
    decision = {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False}
    office.complete("leader", case_id, "township_relief_first_decision", decision)
    receipt = office.upload(case_id)
    payment = {
        "paid_fen": 70_000,
        "paid_at": "2026-03-10T09:20:00+08:00",
        "receipt": receipt,
        "second_payer": "handler3",
    }
    office.complete("handler2", case_id, "pay_cash", payment)
    return case_id


FACTS: dict[str, list[str]] = {
    "acceptance": [NAME, "现予受理", "急难型", "2026年3月10日", "承诺办理时限", "类型预判", "牌楼街道（印章）"],
    "award": [NAME, "700.00元", "人民币柒佰元整", "先行救助", "行政复议", "人民法院", "救助金额测算"],
    "approval_form": [NAME, NUMBER, PHONE, STORY, "火灾属实", "leader的姓名", "标准×人数×月数×提高系数", "审批人："],
    "relief_first_register": [NAME, NUMBER, "火灾", "人民币柒佰元整", "手续尚未补齐", "情况紧急", "handler的姓名"],
    "disbursement_register": [NAME, "领取人签字", "700.00元", "人民币柒佰元整", "现金", "已发放"],
}


@pytest.mark.parametrize("kind", FACTS)
def test_a_paper_states_its_facts_in_both_formats(standing_office: ReliefOffice, urgent_case: str, kind: str) -> None:
    for paper_format, text in printed(standing_office, urgent_case, kind).items():
        assert (paper_format, [fact for fact in FACTS[kind] if fact not in text]) == (paper_format, [])


def test_a_letter_holds_no_more_of_people_than_the_name_it_is_addressed_to(
    standing_office: ReliefOffice, urgent_case: str
) -> None:
    for kind in ("acceptance", "award"):
        for text in printed(standing_office, urgent_case, kind).values():
            assert [secret for secret in (NUMBER, PHONE, "九十九号") if secret in text] == []


def test_a_register_masks_identity_numbers(standing_office: ReliefOffice, urgent_case: str) -> None:
    for text in printed(standing_office, urgent_case, "disbursement_register").values():
        assert NUMBER not in text
        assert f"{NUMBER[:3]}***********{NUMBER[-4:]}" in text


def test_a_referral_sheet_holds_the_minimum_set_of_its_target(standing_office: ReliefOffice, urgent_case: str) -> None:
    office = standing_office
    answer = office.person("handler").get(f"/api/cases/{urgent_case}/papers").json()["items"]
    assert [paper["kind"] for paper in answer].count("referral") == 0

    other = office.register(
        cause="traffic_accident", applicant={"name": "石元贵", "id_number": identity_number(78), "hukou": "local"}
    )["case_id"]
    office.complete("handler", other, "decide_acceptance", {"decision": "accept", "track": "urgent"})

    for text in printed(office, other, "referral").values():
        assert MINIMUM in text
        assert "法律援助" in text
        assert identity_number(78) not in text


@pytest.mark.parametrize(
    ("username", "kind", "status"),
    [
        ("leader", "approval_form", 200),
        ("chief", "disbursement_register", 200),
        ("auditor", "approval_form", 200),
        ("cashier", "acceptance", 200),
        ("cashier", "approval_form", 403),
        ("stranger", "acceptance", 404),
        ("watcher", "acceptance", 403),
    ],
)
def test_who_may_print_what(
    standing_office: ReliefOffice, urgent_case: str, username: str, kind: str, status: int
) -> None:
    paper_id = listed(standing_office, urgent_case)[kind]["paper_id"]

    answer = standing_office.person(username).get(f"/api/cases/{urgent_case}/papers/{paper_id}/pdf")

    assert answer.status_code == status


def test_the_list_says_what_a_person_may_print(standing_office: ReliefOffice, urgent_case: str) -> None:
    papers = listed(standing_office, urgent_case, "cashier")

    assert {kind: paper["may_print"] for kind, paper in papers.items()} == {
        "approval_form": False,
        "disbursement_register": False,
        "relief_first_register": False,
        "acceptance": True,
        "award": True,
    }


def test_every_print_is_recorded_with_the_digest_of_what_came_out(
    standing_office: ReliefOffice, urgent_case: str
) -> None:
    import hashlib

    paper_id = listed(standing_office, urgent_case)["approval_form"]["paper_id"]
    answer = standing_office.person("leader").get(f"/api/cases/{urgent_case}/papers/{paper_id}/docx")

    entries = standing_office.person("auditor").get("/api/audit", params={"action": "paper_printed"}).json()["items"]
    details = [entry["detail"] for entry in entries if entry["actor"] == "leader"]
    assert hashlib.sha256(answer.content).hexdigest() in [detail["sha256"] for detail in details]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("papers/notice-00000000-0000-7000-8000-000000000000/pdf", 404, "paper_not_found"),
        ("papers/none/pdf", 404, "paper_not_found"),
        ("papers/approval_form/odt", 422, "form_invalid"),
        ("papers/..%2f..%2fetc/pdf", 404, "not_found"),
    ],
)
def test_what_is_no_paper_is_refused(
    standing_office: ReliefOffice, urgent_case: str, path: str, status: int, code: str
) -> None:
    answer = standing_office.person("handler").get(f"/api/cases/{urgent_case}/{path}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def cash_register(office: ReliefOffice, username: str, unit: str, **days: str) -> Any:
    period = {"since": "2026-03-01", "until": "2026-03-31", **days}
    return office.person(username).get(f"/api/units/{unit}/cash-register/docx", params=period)


@pytest.mark.parametrize(("username", "unit"), [("handler", TOWN), ("chief", TOWN), ("chief", COUNTY)])
def test_a_unit_has_a_register_of_the_cash_it_handed_out(
    standing_office: ReliefOffice, urgent_case: str, username: str, unit: str
) -> None:
    reference = standing_office.person("handler").get(f"/api/cases/{urgent_case}").json()["reference"]

    text = text_of_word(cash_register(standing_office, username, unit).content)

    wanted = (reference, NAME, "2026年3月1日至2026年3月31日", "人民币柒佰元整", "证明人签字")
    assert [fact for fact in wanted if fact not in text] == []


def test_a_payment_outside_the_period_is_not_in_the_register(standing_office: ReliefOffice, urgent_case: str) -> None:
    text = text_of_word(cash_register(standing_office, "handler", TOWN, until="2026-03-09").content)

    assert urgent_case
    assert NAME not in text
    assert "零元整" in text


@pytest.mark.parametrize(
    ("username", "unit", "days", "status"),
    [
        pytest.param("handler", OTHER_TOWN, {}, 404, id="another township"),
        pytest.param("handler", COUNTY, {}, 404, id="the county above"),
        pytest.param("agent", VILLAGE[:9], {}, 404, id="a village assistant"),
        pytest.param("handler", "500199", {}, 404, id="no such unit"),
        pytest.param("handler", TOWN, {"until": "2026-02-01"}, 422, id="a period turned round"),
        pytest.param("handler", TOWN, {"since": "2024-01-01"}, 422, id="more than a year"),
    ],
)
def test_a_register_is_refused(
    standing_office: ReliefOffice, username: str, unit: str, days: dict[str, str], status: int
) -> None:
    assert cash_register(standing_office, username, unit, **days).status_code == status


def test_the_papers_of_a_case_follow_its_course(standing_office: ReliefOffice) -> None:
    office = standing_office
    case_id = office.register(cause="debt_gambling", needs_immediate=False)["case_id"]
    refusal = {"decision": "not_accept", "reason_code": "NOT_BASIC_LIVING_NEED"}
    assert set(listed(office, case_id)) == {"approval_form"}

    office.complete("handler", case_id, "decide_acceptance", refusal)

    assert set(listed(office, case_id)) == {"approval_form", "not_accepted"}
    for text in printed(office, case_id, "not_accepted").values():
        wanted = ("决定不予受理", "不属于基本生活困难", "依据：", "行政复议", "-不受01")
        assert [fact for fact in wanted if fact not in text] == []


def test_an_office_prints_from_its_own_template_and_never_from_another_by_accident(
    database: Database, tmp_path: Path
) -> None:
    own = tmp_path / "templates" / TOWN / "acceptance.docx"
    own.parent.mkdir(parents=True)
    with relief_office(database, tmp_path, template_dir=tmp_path / "templates") as office:
        case_id = office.register()["case_id"]
        office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})
        paper_id = listed(office, case_id)["acceptance"]["paper_id"]
        address = f"/api/cases/{case_id}/papers/{paper_id}/docx"

        own.write_bytes(worded("牌楼街道办事处便民服务中心：{{ number }}"))
        assert "牌楼街道办事处便民服务中心：" in text_of_word(office.person("handler").get(address).content)

        own.write_bytes(worded("{{ id_number }}"))
        refused = office.person("handler").get(address)

    assert (refused.status_code, refused.json()["code"]) == (409, "template_refused")
    assert "id_number" in refused.json()["detail"]
    assert f"{TOWN}/acceptance.docx" in refused.json()["detail"]


def worded(text: str) -> bytes:
    """The shipped letter with other words where its number stands."""
    written = BytesIO()
    with ZipFile(BytesIO(paper_templates.built("letter"))) as package, ZipFile(written, "w") as made:
        for name in package.namelist():
            made.writestr(name, package.read(name).decode().replace("编号：{{ number }}", text))
    return written.getvalue()
