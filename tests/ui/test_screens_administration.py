"""The administrators' pages: people, units and their changes, calendar, due work, record, hand-overs of cases."""

from __future__ import annotations

import pytest
from screens_administration import CHANGE
from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown
from streamlit.testing.v1 import AppTest

from admin_ui.calendar_text import read_holiday_list


def press(app: AppTest, label: str) -> AppTest:
    """Press a button and agree to its question."""
    button(app, label).click().run()
    return button(app, "确认").click().run()


@pytest.mark.parametrize("address", ["people", "calendar", "incidents", "audit"])
def test_pages_of_administrators_are_refused_to_others(open_page: OpenPage, address: str):
    assert open_page(address, username="handler").title[0].value == "没有权限"


def test_people_are_listed_with_their_roles_and_marks(open_page: OpenPage):
    text = shown(open_page("people", username="admin"))

    for words in ("王经办", "登录锁定", "乡镇经办人（牌楼街道）"):
        assert words in text


def test_a_search_without_result_says_what_to_do(open_page: OpenPage):
    app = open_page("people", username="admin", q="没有这个人")

    assert "没有符合条件的人员" in app.info[0].value


def test_a_person_is_shown_with_past_and_present_roles(open_page: OpenPage):
    text = shown(open_page("people", username="admin", person="staff-1"))

    for words in ("2019-01-01 起（有效）", "2020-01-01 终止（已终止）", "登录已锁定", "1 个登录会话", "共 2 件"):
        assert words in text


@pytest.mark.parametrize(
    ("label", "path", "body"),
    [
        ("撤销", "/api/staff/roles/grant-1", {}),
        ("解除锁定", "/api/staff/staff-1/unlock", {}),
        ("结束登录会话", "/api/staff/staff-1/sessions", {}),
        ("停用账号", "/api/staff/staff-1/status", {"status": "disabled"}),
        ("移交全部待办", "/api/staff/staff-1/tasks/hand-over", {"to": None, "reason": "left"}),
    ],
)
def test_nothing_is_changed_before_it_is_agreed_to(
    screens_api: ScreensApi, open_page: OpenPage, label: str, path: str, body: dict[str, object]
):
    app = open_page("people", username="admin", person="staff-1")
    button(app, label).click().run()
    before = screens_api.bodies(path)

    button(app, "确认").click().run()

    assert before == []
    assert screens_api.bodies(path) == [body]
    assert app.success


def test_a_question_that_is_declined_changes_nothing(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("people", username="admin", person="staff-1")
    button(app, "停用账号").click().run()

    button(app, "取消").click().run()

    assert screens_api.received == []
    assert "停用账号" in labels_of(app)


def test_handed_over_work_is_counted(open_page: OpenPage):
    app = press(open_page("people", username="admin", person="staff-1"), "移交全部待办")

    assert app.success[0].value == "已移交 1 件，退回待签收 1 件。"


def test_a_refusal_is_said_in_words(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("people", username="admin", person="staff-1")
    screens_api.refuse("/api/staff/staff-1/status", 403, "not_permitted")

    press(app, "停用账号")

    assert "没有权限" in app.error[0].value


def test_units_are_shown_with_their_dates(open_page: OpenPage):
    text = shown(open_page("people", username="admin", part="units"))

    for words in ("500101018", "牌楼街道", "乡镇（街道）", "2019-01-01"):
        assert words in text


def test_a_change_shows_what_it_moves_and_waits_for_somebody_else(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("people", username="admin", part="changes", change="change-1")
    text = shown(app)

    for words in ("待确认", "2026-04-01 零时", "李负责", "高笋塘街道", "大米 200 千克", "没有人担任乡镇负责人"):
        assert words in text
    assert {one.label: one.value for one in app.metric}["备用金（元）"] == "12,345.00"
    press(app, "确认调整")
    assert screens_api.keys("/api/unit-changes/change-1/confirm")[0]
    assert "已确认" in app.success[0].value


def test_who_proposed_a_change_is_not_asked_to_confirm_it(monkeypatch: pytest.MonkeyPatch, open_page: OpenPage):
    monkeypatch.setitem(CHANGE, "proposed_by", "admin")
    app = open_page("people", username="admin", part="changes", change="change-1")

    assert "确认调整" not in labels_of(app)
    assert "须由另一位管理员确认" in shown(app)


def test_a_year_is_imported_only_after_its_effects_were_shown(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("calendar", username="admin", year="2027")
    app.text_area(key="calendar/text").input("2027-01-01至2027-01-04,放假").run()
    assert "请填写来源" in app.info[0].value
    app.text_input(key="calendar/source").input("国办发明电 2026 年第 9 号").run()

    text = shown(app)
    press(app, "导入 2027 年放假安排")

    for words in ("WZ-2026-0001", "先行救助发放", "2027-01-04 18:00 周一", "2027-01-05 18:00 周二"):
        assert words in text
    assert screens_api.bodies("/api/calendar/2027") == [
        {
            "off": ["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"],
            "makeup": [],
            "source": "国办发明电 2026 年第 9 号",
        }
    ]
    assert "重算了 1 个时限" in app.success[0].value


@pytest.mark.parametrize(
    ("text", "off", "makeup", "problems"),
    [
        pytest.param("2027-02-14,上班", [], ["2027-02-14"], 0, id="a day"),
        pytest.param("on,kind\n2027-01-01,off\n", ["2027-01-01"], [], 0, id="a table with a heading"),
        pytest.param("2027-1-1至2027-1-3，放假", ["2027-01-01", "2027-01-02", "2027-01-03"], [], 0, id="a range"),
        pytest.param("# 通知\n\n2027-01-01,放假", ["2027-01-01"], [], 0, id="remarks"),
        pytest.param("2026-12-31,放假", [], [], 1, id="another year"),
        pytest.param("2027-02-30,放假", [], [], 1, id="no such day"),
        pytest.param("2027-01-05至2027-01-01,放假", [], [], 1, id="backwards"),
        pytest.param("2027-01-01", [], [], 1, id="neither off nor work"),
    ],
)
def test_a_holiday_list_is_read_as_offices_write_it(text: str, off: list[str], makeup: list[str], problems: int):
    listed = read_holiday_list(text, 2027)

    assert (listed.off, listed.makeup, len(listed.problems)) == (off, makeup, problems)


def test_the_state_of_the_system_is_seen_at_a_glance(open_page: OpenPage):
    app = open_page("incidents", username="admin")

    assert {one.label: one.value for one in app.metric} == {
        "待处理异常": "1",
        "执行失败的定时": "1",
        "停止的对外发送": "1",
        "未能执行的机构调整": "0",
        "工作中的后台进程": "1",
    }


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("timers", ("先行救助发放到期", "WZ-2026-0001")),
        ("effects", ("银行代发", "8 次", "对方系统拒绝或无法连接")),
        ("workers", ("服务器一", "4711", "工作中")),
    ],
)
def test_due_work_is_shown_part_by_part(open_page: OpenPage, part: str, words: tuple[str, ...]):
    text = shown(open_page("incidents", username="admin", part=part))

    for word in words:
        assert word in text


def test_the_record_says_who_did_what(open_page: OpenPage):
    text = shown(open_page("audit", username="admin"))

    for words in ("查阅个案", "王经办", "渠道：窗口"):
        assert words in text


def test_the_chain_of_the_record_is_checked(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("audit", username="admin")

    button(app, "核对办理记录").click().run()

    assert len(screens_api.bodies("/api/audit/verify")) == 1
    assert any("核对无误" in one.value and "812" in one.value for one in app.success)


def test_a_case_is_accepted_from_another_unit(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("handovers")
    text = shown(app)

    press(app, "接收")

    assert "高笋塘街道 → 牌楼街道" in text
    assert screens_api.keys("/api/handovers/handover-1/accept")[0]
    assert "已接收" in app.success[0].value


def test_a_case_is_offered_to_another_unit(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("handovers", case="case-1")
    app.selectbox(key="offer/to").set_value("500101001")
    app.radio(key="offer/reason").set_value("wrong_registration")
    app.text_area(key="offer/note").input("登记时选错").run()

    press(app, "提出移交")

    body = {"to": "500101001", "reason": "wrong_registration", "note": "登记时选错"}
    assert screens_api.bodies("/api/cases/case-1/handovers") == [body]
    assert "已提出移交" in app.success[0].value
