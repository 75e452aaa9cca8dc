"""The typical cases leave the papers that the policy asks for; what is posted shows the white list and nothing else."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from docx import Document
from pypdf import PdfReader
from relief_office import identity_number

from engine.cli.replay import stage
from engine.cli.replay.driving import Player
from engine.cli.replay.typical_cases import read_cases
from engine.domain.roles import Role
from engine.services.printing import list_papers, print_paper
from engine.services.printing.pages import PaperFormat
from engine.services.unit_of_work import read, write

CASES = {case.content["id"]: case for case in read_cases(Path(__file__).parents[1] / "cases" / "cases.json")}
NAME, NUMBER, PHONE = "栀汐远甲", identity_number(77), "13987650123"
STORY = "磁器口横街九十九号，糖尿病，女儿栀小汐就读南开"
PLANTED = (NAME, NUMBER, PHONE, "九十九号", "糖尿病", "栀小汐", "栀汐远", "text-sample")


class Office:
    """A typical case as it was played, and its papers."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.case_id: UUID = player.case_ids["main"]

    @property
    def handler(self) -> Any:
        """The township handler of the case."""
        return stage.person(Role.TOWNSHIP_HANDLER, self.player.towns["main"], 1)

    def papers(self) -> list[dict[str, Any]]:
        """The papers of the case, as they are listed."""
        return read(self.player.resources, lambda work: list_papers(work, self.case_id), person=self.handler)

    def texts(self, kind: str) -> list[str]:
        """The text of each paper of a kind, as PDF and as Word document."""
        found = [paper["paper_id"] for paper in self.papers() if paper["kind"] == kind]
        return [said for paper_id in found for said in (self.pdf(paper_id), text_of(self.word(paper_id)))]

    def pdf(self, paper_id: str) -> str:
        """The text of a paper as PDF."""
        pages = PdfReader(BytesIO(self._printed(paper_id, PaperFormat.PDF))).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")

    def word(self, paper_id: str) -> Any:
        """A paper as Word document."""
        return Document(BytesIO(self._printed(paper_id, PaperFormat.DOCX)))

    def _printed(self, paper_id: str, paper_format: PaperFormat) -> bytes:
        return write(
            self.player.resources,
            lambda work: print_paper(work, self.case_id, paper_id, paper_format),
            person=self.handler,
        ).content


def text_of(document: Any) -> str:
    assert "{{" not in document.element.xml
    assert "{%" not in document.element.xml
    cells = chain.from_iterable(row.cells for table in document.tables for row in table.rows)
    return "".join(part.text for part in (*document.paragraphs, *cells)).replace("\n", "").replace(" ", "")


@contextmanager
def played(case_id: str, *, until: str | None = None) -> Iterator[Office]:
    """A typical case of a planted person, up to the action at the element `until` or to its end."""
    content: dict[str, Any] = copy.deepcopy(dict(CASES[case_id].content))
    opened = next(action for action in content["actions"] if action["do"] == "open")
    opened["data"]["applicant"].update(name=NAME, id_number=NUMBER, phone=PHONE)
    opened["data"]["description"] = STORY
    with stage.fresh_stage(content, datetime.fromisoformat(content["actions"][0]["at"])) as world:
        player = Player(world)
        for action in content["actions"]:
            player.play(action)
            if until is not None and action.get("element_id") == until:
                break
        yield Office(player)


@pytest.mark.parametrize(
    ("case_id", "kind", "facts"),
    [
        ("TA-07", "supplement", ["需补正的材料", "1．医疗费用凭证", "不计入办理时限", NAME]),
        ("TA-09", "conference_minutes", ["单位：民政", "到会：是", "人民币贰万陆仟元整", "参会单位代表签字", NAME]),
        ("TA-09", "inform", ["通报单位", "农业农村"]),
        ("TA-14", "stop_or_reduce", ["听取救助对象意见", "停止", "理由：", "依据：", "行政复议", NAME]),
        ("TA-16", "recovery", ["追回金额", "罚款", "30日内退回", "依据：", "行政诉讼", NAME]),
        ("TA-17", "refusal", ["决定不予救助", "理由：", "依据：", "60日内", "6个月内", "不予受理、不予救助理由", NAME]),
        ("TA-20", "reminder", ["催办事项", "已超过办理时限", "责任单位"]),
    ],
)
def test_a_paper_states_what_the_policy_asks(case_id: str, kind: str, facts: list[str]) -> None:
    with played(case_id) as office:
        texts = office.texts(kind)

    assert len(texts) >= 2
    assert [(fact, text) for text in texts for fact in facts if fact not in text] == []


def test_a_reminder_to_an_office_names_the_household_masked() -> None:
    with played("TA-20") as office:
        texts = office.texts("reminder")

    assert [secret for text in texts for secret in (NAME, NUMBER, PHONE) if secret in text] == []


POSTED = [
    *("申请人", "乡镇（街道）", "村（社区）", "对象类别", "困难类型"),
    *("救助人数", "拟救助金额", "救助方式", "公示期"),
]


def test_a_posted_notice_shows_the_white_list_and_nothing_else() -> None:
    with played("TA-07", until="post_notice") as office:
        notice = next(paper for paper in office.papers() if paper["kind"] == "public_notice")
        word, pdf = office.word(notice["paper_id"]), office.pdf(notice["paper_id"])

    assert notice["state"].startswith("公示至")
    assert [row.cells[0].text for row in word.tables[0].rows] == POSTED
    for text in (text_of(word), pdf):
        assert [secret for secret in PLANTED if secret in text] == []
        assert "栀**甲" in text
        assert "撤下，仅供存档" not in text


def test_a_notice_says_when_its_days_are_over() -> None:
    with played("TA-07", until="post_notice") as office:
        office.player.move_clock(office.player.resources.clock.now() + timedelta(days=20))
        notice = next(paper for paper in office.papers() if paper["kind"] == "public_notice")
        texts = office.texts("public_notice")

    assert notice["state"] == "已结束，应撤下"
    assert all("届满，应予撤下，仅供存档" in text for text in texts)


def test_a_notice_that_another_one_replaced_says_so() -> None:
    with played("TA-08", until="repost_notice") as office:
        states = [paper["state"] for paper in office.papers() if paper["kind"] == "public_notice"]

    assert states[0] == "已结束，应撤下"
    assert states[1].startswith("公示至")
