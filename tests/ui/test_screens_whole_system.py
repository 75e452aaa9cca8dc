"""The screens on the real server: a household's urgent case from registration to closure, and what each role sees."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from postgresql_server import PostgresqlServer
from running_system import WAIT_MS, Seat, System, running_system
from screens_browser import english_on, take_picture

pytestmark = pytest.mark.e2e

# Names and sizes of uploaded files, and accounts where people are chosen by them.
LATIN_OF_PEOPLE = ("pdf", "KB", "township_handler_")
ID_NUMBER = "11010519491231002X"  # invented; the check digit holds
FIRST_PAGES = [
    ("village_assistant_1", "待办"),
    ("county_section_chief_1", "待办"),
    ("finance_officer_1", "待办"),
    ("check_centre_1", "待办"),
    ("charity_contact_1", "待办"),
    ("city_monitor_1", "时限监控"),
]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """An installation on SQLite."""
    folder = tmp_path_factory.mktemp("installation")
    with running_system(folder, f"sqlite:///{folder / 'jiuzhu.db'}") as running:
        yield running


def register(seat: Seat, name: str) -> str:
    """Register an urgent case; hands back its address."""
    seat.go_to("intake")
    seat.write("申请人姓名", name)
    seat.write("证件号码", ID_NUMBER)
    seat.write("情况说明", "住房烧毁，食宿无着")
    seat.write("申请金额", "700")
    seat.select("困难事由", "火灾")
    seat.choose("是否需要立即救助", "是")
    seat.choose("发生地（属地）", "牌楼街道")
    seat.press("登记")
    expect(seat.page.get_by_text("已登记，个案编号")).to_be_visible(timeout=WAIT_MS)
    seat.press("查看个案")
    expect(seat.page.get_by_role("heading", name="当前进展")).to_be_visible(timeout=WAIT_MS)
    return seat.page.url.removeprefix(f"{seat.address}/")


def accept(seat: Seat) -> None:
    seat.take("受理决定")
    seat.choose("决定", "受理")
    expect(seat.page.get_by_text("草稿已自动保存")).to_be_visible(timeout=WAIT_MS)
    seat.complete()


def propose(seat: Seat) -> None:
    seat.take("核实急情并提出先行救助意见")
    seat.fill_in_now("首次联系时间", "contacted_at")
    seat.select("联系方式", "上门")
    seat.write("核实的急难情况", "已入户核实，急情属实")
    seat.choose("经办意见", "先行救助")
    seat.choose("社会影响大、群众反映强烈", "否")
    seat.write("救助月数", "1", role="spinbutton")
    seat.select("小额快救档次", "三档")
    seat.select("发放方式", "现金")
    seat.write("简化程序的理由", "情况紧急，先行救助")
    seat.complete()


def grant(seat: Seat) -> None:
    seat.take("乡镇先行救助决定")
    seat.choose("决定", "同意")
    seat.choose("与救助对象有利害关系", "否")
    seat.complete()


def pay(seat: Seat) -> None:
    seat.take("发放现金")
    seat.write("实发金额", "700")
    seat.fill_in_now("发放时间", "paid_at")
    seat.upload("receipt", "签收单.pdf")
    seat.select("共同发放人", "township_handler_3")
    seat.complete()


def tell_relieved(seat: Seat) -> None:
    seat.page.get_by_text("登记：急难情况已缓解").click(timeout=WAIT_MS)
    seat.write("说明", "已妥善安置")
    seat.press("登记")
    expect(seat.page.get_by_text("已登记：急难情况已缓解。")).to_be_visible(timeout=WAIT_MS)


def do_paperwork(seat: Seat) -> None:
    seat.take("登记救助对象、事由、金额并补齐手续")
    seat.write("救助对象", "见申请表")
    seat.write("救助事由", "住房火灾")
    seat.write("救助金额", "700")
    seat.choose("事后核实结论", "情况属实")
    seat.choose("身份信息已补齐", "是")
    seat.upload("evidence", "火灾证明.pdf")
    seat.upload("handler_signature", "经办人签字.pdf")
    seat.complete()


def sign(seat: Seat) -> None:
    seat.take("补齐手续签批")
    seat.choose("签批意见", "同意")
    seat.upload("approver_signature", "负责人签字.pdf")
    seat.complete()


def require_current(seat: Seat, case: str, element_id: str) -> None:
    """The case page shows the case waiting at this element of its diagram."""
    seat.go_to(case)
    current = seat.page.locator(f"[data-element-id={element_id}].jz-current").first
    expect(current).to_be_visible(timeout=WAIT_MS)


def picture_of(seat: Seat, name: str, width: int = 1440) -> None:
    """A picture of the page, which must be Chinese and fit its width."""
    expect(seat.page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(seat.page.locator("html")).to_have_attribute("lang", "zh-CN")
    for diagram in seat.page.locator(".jz-diagram").all():
        diagram.locator("svg .djs-element").first.wait_for()
    assert [text for text in english_on(seat.page) if not any(part in text for part in LATIN_OF_PEOPLE)] == []
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= width
    take_picture(seat.page, f"real-{name}-{width}")
    seat.page.set_viewport_size({"width": width, "height": 900})


def test_an_urgent_case_runs_from_registration_to_closure(system: System, screens_browser: Browser):
    handler = system.seat(screens_browser, "township_handler_1")
    payer = system.seat(screens_browser, "township_handler_2")
    leader = system.seat(screens_browser, "township_leader_1")
    handler.go_to("inbox?view=available")
    picture_of(handler, "inbox")
    case = register(handler, "测试人（虚构）")

    accept(handler)
    require_current(handler, case, "propose_relief_first")
    expect(handler.page.get_by_role("cell", name="先行救助发放")).to_be_visible()
    expect(handler.page.get_by_role("cell", name="急难首次联系")).to_be_visible()
    propose(handler)
    leader.go_to(case)
    grant(leader)
    require_current(payer, case, "pay_cash")
    pay(payer)
    require_current(handler, case, "await_emergency_relieved")
    picture_of(handler, "case")
    tell_relieved(handler)
    handler.go_to(case)
    do_paperwork(handler)
    leader.go_to(case)
    sign(leader)
    expect(leader.page.get_by_text("个案已结束：已办结")).to_be_visible(timeout=WAIT_MS)

    leader.go_to(case)
    expect(leader.page.get_by_text("个案已结束，没有待办。")).to_be_visible(timeout=WAIT_MS)
    expect(leader.page.locator(".bjs-powered-by")).to_be_visible(timeout=WAIT_MS)
    for words in ("已发放", "乡镇备用金", "700.00"):
        expect(leader.page.get_by_role("cell", name=words).first).to_be_visible()
    expect(leader.page.get_by_text("受理通知书").first).to_be_visible()
    picture_of(leader, "closed-case")
    assert system.outside == []


def test_every_page_fits_a_phone(system: System, screens_browser: Browser):
    seat = system.seat(screens_browser, "township_handler_3", 390)
    for place in ("inbox?view=available", "intake", "clue", "monitor", "cases"):
        seat.go_to(place)
        picture_of(seat, place.partition("?")[0], 390)
    seat.page.locator("[class*=st-key-case-] a").first.click()
    expect(seat.page.get_by_role("heading", name="救助结果")).to_be_visible(timeout=WAIT_MS)
    picture_of(seat, "case", 390)


@pytest.mark.parametrize(("username", "title"), FIRST_PAGES)
def test_every_role_has_a_first_page(system: System, screens_browser: Browser, username: str, title: str):
    seat = system.seat(screens_browser, username)

    expect(seat.page.get_by_role("heading", name=title, exact=True)).to_be_visible(timeout=WAIT_MS)
    expect(seat.page.get_by_role("alert").filter(has_text="没有权限")).to_have_count(0)


def test_what_the_server_checks_stands_beside_the_field(system: System, screens_browser: Browser):
    seat = system.seat(screens_browser, "township_handler_2")
    seat.go_to("clue")
    seat.select("线索来源", "监测预警")
    seat.choose("情况紧急", "是")
    seat.choose("发生地（属地）", "牌楼街道")
    seat.write("姓名", "线索人（虚构）")
    seat.write("证件号码", "110105194912310021")
    seat.select("困难事由", "突发重大疾病")
    seat.write("情况说明", "返贫预警")

    seat.press("登记线索")
    expect(seat.page.get_by_text("需修改：")).to_have_count(1, timeout=WAIT_MS)
    seat.write("证件号码", ID_NUMBER)
    expect(seat.page.get_by_text("需修改：")).to_have_count(0, timeout=WAIT_MS)
    seat.press("登记线索")

    expect(seat.page.get_by_text("线索已登记")).to_be_visible(timeout=WAIT_MS)


@pytest.mark.postgresql
def test_a_task_is_taken_and_completed_on_postgresql(
    postgresql_server: PostgresqlServer, tmp_path: Path, screens_browser: Browser
):
    with running_system(tmp_path, postgresql_server.create("screens")) as system:
        seat = system.seat(screens_browser, "township_handler_1")
        case = register(seat, "测试人（虚构）")
        accept(seat)
        require_current(seat, case, "propose_relief_first")
        seat.page.context.close()
    postgresql_server.drop("screens")
