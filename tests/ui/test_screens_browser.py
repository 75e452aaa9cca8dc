"""The screens in real Chromium: what they look like, by mouse, by keyboard, on a phone, and when things go wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from screens_browser import Screens, english_on, pick, take_picture

pytestmark = pytest.mark.e2e
expect.set_options(timeout=15_000)  # a loaded machine is no fault of the screens

PAGES = [
    pytest.param("inbox?view=all", "handler", "inbox", id="inbox"),
    pytest.param("task?task=task-1", "handler", "task", id="task"),
    pytest.param("task?task=task-3", "handler", "task-with-papers", id="task with papers"),
    pytest.param("case?case=case-1", "handler", "case", id="case"),
    pytest.param("cases", "handler", "cases", id="cases"),
    pytest.param("intake", "handler", "intake", id="intake"),
    pytest.param("monitor?status=breached", "leader", "monitor", id="monitor"),
    pytest.param("monitor?part=trend", "leader", "trend", id="trend of deadlines"),
    pytest.param("monitor?part=forecast", "leader", "forecast", id="forecast of breaches"),
    pytest.param("monitor?part=breaches", "leader", "breaches", id="breach register"),
    pytest.param("reports", "leader", "reports", id="reports"),
    pytest.param("reports?report=timeliness", "leader", "reports-timeliness", id="deadline performance"),
    pytest.param("reports?report=disclosure", "leader", "reports-disclosure", id="what is made public"),
    pytest.param("reports?report=ledger", "leader", "reports-ledger", id="ledger"),
    pytest.param("incidents", "admin", "incidents", id="incidents"),
    pytest.param("imports", "leader", "imports", id="ledgers brought"),
    pytest.param("imports?import=import-2", "leader", "import", id="a ledger with an error"),
    pytest.param("partners", "clerk", "partners", id="partners"),
    pytest.param("incidents?part=timers", "admin", "incidents-timers", id="timers"),
    pytest.param("people", "admin", "people", id="people"),
    pytest.param("people?person=staff-1", "admin", "person", id="person"),
    pytest.param("people?part=units", "admin", "units", id="units"),
    pytest.param("people?part=changes", "admin", "unit-changes", id="changes of units"),
    pytest.param("people?part=changes&change=change-1", "admin", "unit-change", id="change of units"),
    pytest.param("calendar?year=2027", "admin", "calendar", id="calendar"),
    pytest.param("audit", "admin", "audit", id="audit"),
    pytest.param("handovers?case=case-1", "handler", "handovers", id="hand-overs"),
    pytest.param("inbox", None, "signed-out", id="signed out"),
]


def settled(page: Page) -> Page:
    """The page once its script has run and its diagram is drawn."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    for diagram in page.locator(".jz-diagram").all():
        diagram.locator("svg .djs-element").first.wait_for()
    return page


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize(("address", "username", "name"), PAGES)
def test_every_page_is_chinese_and_fits_its_width(
    screens: Screens, address: str, username: str | None, name: str, width: int
):
    page = settled(screens.open(address, username, width))

    assert english_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    take_picture(page, f"{name}-{width}")


def test_what_people_wrote_makes_no_link_and_no_picture(screens: Screens):
    page = settled(screens.open("case?case=case-1"))

    assert page.locator("a[href^='http'][href*='evil'], img[src*='evil']").count() == 0
    expect(page.locator("h1")).to_contain_text("<b>x</b>")


def test_the_diagram_shows_where_the_case_is_by_words_and_keeps_its_watermark(screens: Screens):
    page = settled(screens.open("case?case=case-1"))

    expect(page.locator(".jz-badge-overdue")).to_have_text("! 超时限")
    expect(page.locator(".jz-badge-visits")).to_have_text("2 次")
    watermark = page.locator(".bjs-powered-by")
    expect(watermark).to_be_visible()
    assert watermark.bounding_box()["width"] > 20  # type: ignore[index]
    assert page.evaluate("window.jiuzhuUntranslated()") == []


def test_a_click_in_the_diagram_names_the_element(screens: Screens):
    page = settled(screens.open("case?case=case-1"))

    page.locator("[data-element-id=propose_relief_first] .djs-hit").first.click()

    expect(page.get_by_text("超时限，到达 2 次")).to_be_visible()


def test_the_diagram_moves_by_keyboard_and_keeps_letters_from_the_page(screens: Screens):
    page = settled(screens.open("case?case=case-1"))
    viewport = page.locator(".jz-diagram .viewport")
    before = viewport.get_attribute("transform")

    page.get_by_role("button", name="放大").focus()
    page.keyboard.press("Enter")
    expect(viewport).not_to_have_attribute("transform", before or "")
    page.keyboard.press("r")
    page.keyboard.press("c")

    expect(page.locator("[data-testid=stApp]")).to_have_attribute("data-test-script-state", "notRunning")


def test_another_diagram_of_the_case_can_be_chosen(screens: Screens):
    page = settled(screens.open("case?case=case-1"))

    pick(page, "流程", "临时救助办理")

    expect(page.locator("[data-element-id=call_urgent_relief].jz-current").first).to_be_visible()


def test_a_task_is_claimed_filled_in_and_completed_by_keyboard_alone(screens: Screens):
    page = settled(screens.open("inbox?view=available"))
    page.get_by_role("button", name="签收并办理").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="受理决定")).to_be_visible()

    page.get_by_role("radio", name="不予受理").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("草稿已自动保存")).to_be_visible()
    page.get_by_role("button", name="提交办结").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="接下来")).to_be_visible()
    expect(page.get_by_text("由 乡镇负责人 办理")).to_be_visible()
    take_picture(page, "completed-1440")


def test_a_double_click_completes_once(screens: Screens):
    page = settled(screens.open("task?task=task-2"))
    page.get_by_role("button", name="签收并办理").click()
    page.get_by_text("不予受理", exact=True).click()
    expect(page.get_by_text("草稿已自动保存")).to_be_visible()

    page.get_by_role("button", name="提交办结").dblclick()

    expect(page.get_by_role("heading", name="接下来")).to_be_visible()
    keys = {key for _, _, key in screens.sent("/api/tasks/task-2/complete")}
    assert len(keys) == 1


def test_a_draft_survives_leaving_the_page(screens: Screens):
    page = settled(screens.open("task?task=task-1"))
    page.get_by_label("核实的急难情况").fill("房屋烧毁，一家三口无处可住")
    page.get_by_label("核实的急难情况").blur()
    expect(page.get_by_text("草稿已自动保存")).to_be_visible()

    page.goto(f"{screens.address}/inbox")
    page.wait_for_selector("h1")
    page.goto(f"{screens.address}/task?task=task-1")

    expect(page.get_by_label("核实的急难情况")).to_have_value("房屋烧毁，一家三口无处可住")


def test_errors_stand_on_top_and_beside_the_fields(screens: Screens):
    page = settled(screens.open("task?task=task-1"))

    page.get_by_role("button", name="提交办结").click()

    expect(page.get_by_text("有 4 处需要修改")).to_be_visible()
    expect(page.get_by_text("需修改：必填")).to_have_count(4)
    take_picture(page, "errors-1440")


def test_a_conditional_field_appears_at_once(screens: Screens):
    page = settled(screens.open("task?task=task-1"))

    page.get_by_text("先行救助", exact=True).click()

    expect(page.get_by_label("拟救助金额（元）")).to_have_value("700")
    page.get_by_role("button", name="增加一行").click()
    expect(page.get_by_label("品名")).to_be_visible()
    take_picture(page, "task-with-rows-1440")


def test_a_paper_is_stored_with_its_case(screens: Screens):
    page = settled(screens.open("task?task=task-3"))

    page.locator("input[type=file]").set_input_files(
        {"name": "签收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )

    expect(page.get_by_text("已上传：签收单.pdf")).to_be_visible()
    ((_, _, key),) = screens.sent("/api/cases/case-3/documents")
    assert key


def test_a_session_ended_elsewhere_ends_at_the_next_click(screens: Screens):
    page = settled(screens.open("inbox"))
    screens.control(revoke=["token-handler"])

    page.get_by_role("button", name="办理").first.click()

    expect(page.get_by_role("link", name="前往登录")).to_be_visible()
    page.get_by_role("link", name="前往登录").click()
    expect(page).to_have_url(f"{screens.address}/auth/login")


def test_a_conflict_says_who_has_the_task(screens: Screens):
    screens.control(refuse={"/api/tasks/task-2/claim": [409, "task_already_claimed", {"assignee_name": "周经办"}]})
    page = settled(screens.open("inbox?view=available"))

    page.get_by_role("button", name="签收并办理").first.click()

    expect(page.get_by_text("办理人：周经办")).to_be_visible()


def test_a_chosen_filter_stands_in_the_address(screens: Screens):
    page = settled(screens.open("inbox"))

    page.get_by_role("radio", name="可签收").or_(page.get_by_role("button", name="可签收")).first.click()
    expect(page.get_by_role("button", name="签收并办理").first).to_be_visible()

    expect(page).to_have_url(f"{screens.address}/inbox?view=available")


def test_the_browser_parts_are_fetched_once(screens: Screens):
    page = settled(screens.open("case?case=case-1"))
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/ui-assets/" in request.url else None)

    page.get_by_role("button", name="全图").click()
    pick(page, "流程", "临时救助办理")
    expect(page.locator("[data-element-id=call_urgent_relief].jz-current").first).to_be_visible()

    assert fetched == []


def test_a_merger_is_proposed_with_everything_it_moves_in_view(screens: Screens):
    page = settled(screens.open("people?part=changes", "admin"))
    page.get_by_text("提出机构调整").click()
    pick(page, "被调整的单位", "牌楼街道")
    page.get_by_label("依据（批复文号）").fill("渝府发 2026 年第 12 号")
    page.get_by_label("依据（批复文号）").press("Tab")
    pick(page, "牌楼街道的承接单位", "高笋塘街道")
    page.get_by_text("预览移交内容").click()

    expect(page.get_by_text("没有人担任乡镇负责人")).to_be_visible()
    expect(page.get_by_text("12,345.00")).to_be_visible()
    page.get_by_role("button", name="提出调整").click()
    page.get_by_role("button", name="确认", exact=True).click()

    expect(page.get_by_text("已提出，请另一位管理员在下方列表中确认。")).to_be_visible()
    (sent,) = screens.sent("/api/unit-changes")
    assert sent[1] == {
        "kind": "merge",
        "unit": "500101018",
        "effective_on": "2026-03-12",
        "reason": "渝府发 2026 年第 12 号",
        "moves": [{"source": "500101018", "target": "500101001"}],
        "grants": [{"staff_id": "staff-1", "role": "township_handler", "unit": "500101001"}],
    }
