"""The pages beside inbox and task: who is offered them, what they answer, what they send."""

from __future__ import annotations

import pytest
from screens_api import NAUGHTY_NAME, ScreensApi
from screens_app import OpenPage, button, labels_of, shown
from streamlit.testing.v1 import AppTest


@pytest.mark.parametrize(
    "address", ["inbox", "task", "case", "cases", "intake", "clue", "monitor", "reports", "incidents", "partners"]
)
def test_without_a_session_every_address_leads_to_the_sign_in(open_page: OpenPage, address: str):
    app = open_page(address, username=None)

    assert "尚未登录" in app.info[0].value
    assert not app.exception


def test_a_session_revoked_elsewhere_ends_the_open_page(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("inbox")
    screens_api.tokens.clear()

    app.run()

    assert "登录已失效" in app.info[0].value


def test_signing_out_ends_the_session(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("inbox")

    button(app, "退出登录").click().run()

    assert "token-handler" not in screens_api.tokens
    assert "尚未登录" in app.info[0].value


@pytest.mark.parametrize(("username", "title"), [("handler", "待办"), ("admin", "时限监控")])
def test_the_start_page_leads_to_the_first_page_of_the_role(open_page: OpenPage, username: str, title: str):
    assert open_page("start", username=username).title[0].value == title


@pytest.mark.parametrize(
    ("address", "username"),
    [("incidents", "handler"), ("intake", "leader"), ("inbox", "admin"), ("reports", "handler")],
)
def test_a_page_of_another_role_is_refused_in_words(open_page: OpenPage, address: str, username: str):
    app = open_page(address, username=username)

    assert app.title[0].value == "没有权限"
    assert "联系本单位管理员" in app.info[0].value


def test_the_case_page_answers_who_what_where_and_by_when(open_page: OpenPage):
    text = shown(open_page("case", case="case-1"))

    for words in ("火灾", "700.00 元", "乡镇经办人 王经办 办理中", "超时限 2 小时", "先行救助发放", "查重", "王经办"):
        assert words in text


def test_a_name_is_shown_as_the_characters_it_has(open_page: OpenPage):
    app = open_page("case", case="case-1")

    assert NAUGHTY_NAME in shown(app)
    assert "\\]" in app.title[0].value


def test_an_emergency_relieved_is_told_with_its_time(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")

    app.text_area(key="event/case-1/emergency_relieved/note").input("已安置")
    button(app, "登记").click().run()

    path = "/api/cases/case-1/messages/emergency_relieved"
    assert screens_api.bodies(path) == [{"data": {"relieved_at": "2026-03-11T12:00:00+08:00", "note": "已安置"}}]
    assert screens_api.keys(path)[0]
    assert "已登记：急难情况已缓解" in app.success[0].value


def test_an_event_nobody_awaits_is_explained(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    screens_api.refuse("/api/cases/case-1/messages/emergency_relieved", 409, "nothing_awaited")

    button(app, "登记").click().run()

    assert "当前不等待该事件" in app.warning[0].value


def test_a_session_that_ended_ends_the_page_from_within_a_form_too(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    screens_api.tokens.clear()

    button(app, "登记").click().run()

    assert "尚未登录" in app.info[0].value
    assert not app.exception


def test_the_case_page_says_what_was_decided_paid_issued_and_by_which_rows(open_page: OpenPage):
    text = shown(open_page("case", case="case-1"))

    for words in (
        *("先行救助", "乡镇（街道）", "李负责", "乡镇备用金", "待发放", "受理通知书", "法律援助", "待填写"),
        *(
            "类型预判",
            "第 3 行",
            "救助类型：急难型",
            "原始金额：770.00 元",
            "系数：1.2",
            "精准施策第一条",
        ),
    ):
        assert words in text


@pytest.mark.parametrize(("address", "wanted"), [("case", {"case": "case-1"}), ("task", {"task": "task-1"})])
def test_what_was_filled_in_before_is_read_where_somebody_decides(
    open_page: OpenPage, address: str, wanted: dict[str, str]
):
    text = shown(open_page(address, **wanted))

    for words in ("**核实急情并提出先行救助意见**", "王经办 · 2026-03-10 11:00 周二", "核实的急难情况：住房烧毁*属实*"):
        assert words in text


def test_papers_are_offered_in_both_formats_to_who_may_print_them(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    notice = "notice-0198f000-0000-7000-8000-000000000001"

    assert "临时救助申请审批表" in shown(app)
    assert "您的岗位不能打印" in shown(app)
    path = f"/api/cases/case-1/papers/{notice}/docx"
    assert screens_api.bodies(path) == []
    app.button(key=f"paper/case-1/{notice}/docx").click().run()

    assert len(screens_api.bodies(path)) == 1
    assert not app.exception


def test_a_paper_that_cannot_be_made_says_why(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    notice = "notice-0198f000-0000-7000-8000-000000000001"
    screens_api.refuse(f"/api/cases/case-1/papers/{notice}/docx", 409, "template_refused")

    app.button(key=f"paper/case-1/{notice}/docx").click().run()

    assert "文书模板不能使用" in app.warning[0].value


def test_a_clue_is_registered_as_the_process_declares_it(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("clue")
    app.selectbox(key="clue/source").set_value("monitoring")
    app.radio(key="clue/urgent").set_value(True)
    app.text_input(key="clue/applicant_name").input("石元贵（虚构）")
    app.selectbox(key="clue/cause").set_value("sudden_major_illness")
    app.text_area(key="clue/description").input("突发重病")
    button(app, "登记线索").click().run()

    (body,) = screens_api.bodies("/api/instances")
    assert body["process_id"] == "clue_handling"
    assert body["data"] == {
        "channel": "proactive",
        "source": "monitoring",
        "urgent": True,
        "applicant": {"name": "石元贵（虚构）"},
        "household": {"size": 1, "members": []},
        "cause": "sudden_major_illness",
        "description": "突发重病",
        "division": "500101018",
        "discovered_at": "2026-03-11T12:00:00+08:00",
    }
    assert "线索已登记" in app.success[0].value


def test_a_closed_case_offers_no_events(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.case.update(status="closed_completed", awaited_messages=[])

    assert "登记" not in labels_of(open_page("case", case="case-1"))


def test_cases_are_listed_with_status_and_time_left(open_page: OpenPage):
    text = shown(open_page("cases"))

    assert "办理中" in text
    assert "超时限 2 小时" in text


def intake_filled_in(open_page: OpenPage) -> AppTest:
    """The page of a new case with everything filled in that it asks for."""
    app = open_page("intake")
    app.text_input(key="intake/applicant_name").input("罗远明")
    app.selectbox(key="intake/cause").set_value("fire")
    app.radio(key="intake/needs_immediate").set_value(True)
    app.text_area(key="intake/description").input("住房烧毁").run()
    return app


@pytest.mark.parametrize(
    ("address", "send", "path", "asked"),
    [
        ("intake", "登记", "/api/cases", ("申请人姓名", "困难事由", "是否需要立即救助", "情况说明")),
        ("clue", "登记线索", "/api/instances", ("线索来源", "情况紧急", "姓名", "困难事由", "情况说明")),
    ],
)
def test_nothing_is_sent_while_a_field_with_a_star_is_empty(
    screens_api: ScreensApi, open_page: OpenPage, address: str, send: str, path: str, asked: tuple[str, ...]
):
    app = open_page(address)

    button(app, send).click().run()

    assert screens_api.bodies(path) == []
    assert f"还不能提交，请先修改：{'、'.join(asked)}" in shown(app)


def test_a_new_case_is_sent_in_the_shape_of_the_contract(screens_api: ScreensApi, open_page: OpenPage):
    app = intake_filled_in(open_page)
    app.text_input(key="intake/requested_amount").input("700")
    app.number_input(key="intake/household_size").set_value(3).run()

    button(app, "登记").click().run()

    assert screens_api.bodies("/api/cases") == [
        {
            "applicant": {"name": "罗远明"},
            "household": {"size": 3, "members": []},
            "cause": "fire",
            "needs_immediate": True,
            "description": "住房烧毁",
            "requested_amount": 70000,
            "division": "500101018",
            "channel": "window",
            "received_at": "2026-03-11T12:00:00+08:00",
        }
    ]
    assert "已登记，个案编号 WZ-2026-0001" in shown(app)
    assert "受理决定" in shown(app)


def test_a_case_found_by_staff_asks_when_it_was_discovered(open_page: OpenPage):
    app = open_page("intake")
    assert [one.key for one in app.datetime_input] == ["intake/received_at"]

    app.radio(key="intake/channel").set_value("proactive").run()

    assert [one.key for one in app.datetime_input] == ["intake/discovered_at"]


def test_a_refused_field_of_the_body_is_shown_at_the_field_of_the_form(screens_api: ScreensApi, open_page: OpenPage):
    errors = [{"path": "applicant.id_number", "message": "校验码不正确"}]
    screens_api.refuse("/api/cases", 422, "form_invalid", errors=errors)
    app = intake_filled_in(open_page)

    button(app, "登记").click().run()

    assert "**证件号码**：校验码不正确" in app.error[0].value
    assert any("需修改" in text.value and "校验码不正确" in text.value for text in app.markdown)


def test_rows_are_added_filled_in_and_taken_out(screens_api: ScreensApi, open_page: OpenPage):
    app = intake_filled_in(open_page)
    members = next(one for one in app.button if one.key == "intake/members/add")
    members.click().run()
    next(one for one in app.text_input if one.key.startswith("intake/members/") and one.key.endswith("/name")).input(
        "罗小明"
    ).run()

    button(app, "登记").click().run()
    assert screens_api.bodies("/api/cases")[0]["household"]["members"] == [{"name": "罗小明"}]


def test_the_monitor_counts_by_status_over_all_groups(open_page: OpenPage):
    app = open_page("monitor", username="leader")

    assert {one.label: one.value for one in app.metric} == {
        "临近时限": "3",
        "超时限": "3",
        "暂停中": "2",
        "计时中": "19",
        "到期暂定": "4",
    }


def test_the_monitor_lists_what_the_address_asks_for_and_leads_to_the_case(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", status="breached"))

    assert "急难首次联系" in text
    assert "先行救助发放" not in text


def test_an_incident_is_tried_again(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("incidents", username="admin")

    button(app, "重试").click().run()

    assert screens_api.keys("/api/incidents/incident-1/retry")[0]
    assert "已重试" in app.success[0].value


def test_a_server_that_does_not_answer_is_explained(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.refuse("/api/cases", 503, "unavailable", request_id="abc-123")
    app = intake_filled_in(open_page)

    button(app, "登记").click().run()

    assert "abc-123" in app.warning[0].value.replace("\\", "")
    assert not app.exception
