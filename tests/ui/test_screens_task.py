"""The task page: the form from its schema, drafts, completion, conflicts."""

from __future__ import annotations

from datetime import date, datetime

from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown
from streamlit.testing.v1 import AppTest

FORM = "task/task-1"


def fill_in(app: AppTest, **values: object) -> AppTest:
    for name, value in values.items():
        widget = next(
            one
            for kind in ("text_input", "text_area", "selectbox", "radio", "number_input", "datetime_input")
            for one in app.get(kind)
            if one.key == f"{FORM}/{name}"
        )
        widget.set_value(value)
    return app.run()


def test_a_field_shows_only_when_its_rule_says_so(open_page: OpenPage):
    app = open_page("task", task="task-1")
    assert "拟救助金额（元） *" not in [one.label for one in app.text_input]

    fill_in(app, recommendation="relieve")

    assert "拟救助金额（元） *" in [one.label for one in app.text_input]


def test_prefilled_fen_stand_as_yuan(open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), recommendation="relieve")

    assert app.text_input(key=f"{FORM}/proposed_fen").value == "700"


def test_what_is_typed_is_saved_as_a_draft_in_wire_form(screens_api: ScreensApi, open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), recommendation="relieve")

    fill_in(app, proposed_fen="650.50", facts="房屋烧毁")

    draft = screens_api.drafts["task-1"]
    assert draft["proposed_fen"] == 65050
    assert draft["facts"] == "房屋烧毁"
    assert "草稿已自动保存" in shown(app)


def test_drafts_carry_the_newest_revision(screens_api: ScreensApi, open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), facts="一")

    fill_in(app, facts="二")

    assert [body["revision"] for body in screens_api.bodies("/api/tasks/task-1/draft")] == [3, 4]


def test_a_page_opened_again_shows_the_draft(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.drafts["task-1"] = {"facts": "昨天写的", "recommendation": "relieve", "proposed_fen": "七百"}

    app = open_page("task", task="task-1")

    assert app.text_area(key=f"{FORM}/facts").value == "昨天写的"
    assert app.text_input(key=f"{FORM}/proposed_fen").value == "七百"


def test_an_amount_that_is_none_is_told_beside_its_field_and_not_sent(screens_api: ScreensApi, open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), recommendation="relieve")
    fill_in(app, proposed_fen="七百")

    button(app, "提交办结").click().run()

    assert any("最多两位小数" in text.value for text in app.markdown)
    assert "拟救助金额" in app.error[0].value
    assert screens_api.bodies("/api/tasks/task-1/complete") == []


def test_what_the_server_refuses_stands_beside_the_fields_and_nothing_typed_is_lost(open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), facts="房屋烧毁")

    button(app, "提交办结").click().run()

    assert app.error[0].value.splitlines()[2].replace("\\", "") == "- **首次联系时间**：必填"
    assert sum("需修改" in text.value for text in app.markdown) == 3
    assert app.text_area(key=f"{FORM}/facts").value == "房屋烧毁"


def test_an_error_is_marked_as_mended_when_its_field_changes_and_nothing_moves(open_page: OpenPage):
    app = open_page("task", task="task-1")
    button(app, "提交办结").click().run()
    before = [text.value for text in app.markdown]

    fill_in(app, facts="房屋烧毁")

    assert "**核实的急难情况**：已修改" in app.error[0].value
    assert len(app.markdown) == len(before)
    assert sum("已修改，提交时再核对" in text.value for text in app.markdown) == 1


def completed(app: AppTest) -> AppTest:
    fill_in(app, recommendation="refuse", contact_way="visit", facts="不属急难", reason="理由")
    app.datetime_input(key=f"{FORM}/contacted_at").set_value(datetime.fromisoformat("2026-03-11T10:00:00"))
    button(app, "提交办结").click().run()
    return app


def test_hidden_fields_are_not_submitted(screens_api: ScreensApi, open_page: OpenPage):
    app = fill_in(open_page("task", task="task-1"), recommendation="relieve")
    completed(fill_in(app, simplified_reason="先行"))

    (body,) = screens_api.bodies("/api/tasks/task-1/complete")
    assert body["data"] == {
        "contacted_at": "2026-03-11T10:00:00+08:00",
        "contact_way": "visit",
        "facts": "不属急难",
        "recommendation": "refuse",
        "reason": "理由",
        "public_impact": False,
    }
    assert screens_api.keys("/api/tasks/task-1/complete")[0]


def test_after_completing_the_page_says_what_happens_next_and_for_whom(open_page: OpenPage):
    text = shown(completed(open_page("task", task="task-1")))

    assert "已办结" in text
    assert "乡镇先行救助决定" in text
    assert "由 乡镇负责人 办理" in text


def test_a_task_completed_elsewhere_says_so(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("task", task="task-1")
    screens_api.refuse("/api/tasks/task-1/complete", 409, "task_already_completed")

    completed(app)

    assert "待办已办结" in app.warning[0].value


def test_a_stale_page_keeps_what_was_typed(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("task", task="task-1")
    screens_api.refuse("/api/tasks/task-1/complete", 409, "stale_revision")

    completed(app)

    assert "您填写的内容已保留" in app.warning[0].value
    assert app.text_area(key=f"{FORM}/facts").value == "不属急难"


def test_a_task_in_other_hands_shows_no_form(open_page: OpenPage):
    app = open_page("task", task="task-7")

    assert "由 李负责 办理中" in shown(app)
    assert "提交办结" not in labels_of(app)


def test_a_free_task_is_claimed_from_its_page(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("task", task="task-2")

    button(app, "签收并办理").click().run()

    assert screens_api.tasks["task-2"]["assignee"] == "handler"
    assert "提交办结" in labels_of(app)


def test_a_task_that_is_not_there_is_explained(open_page: OpenPage):
    app = open_page("task", task="unknown")

    assert "没有找到" in app.error[0].value
    assert not app.exception


def test_hint_basis_facts_and_deadlines_stand_beside_the_form(open_page: OpenPage):
    text = shown(open_page("task", task="task-1"))

    for words in ("先联系、先救助", "第四十七条", "主动发现", "先行救助发放", "住房烧毁"):
        assert words in text


def test_a_task_in_hand_is_put_off_to_a_day_before_its_due_time(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("task", task="task-3")
    app.session_state["put-off"] = True
    app.run()
    day = app.date_input(key="put-off-until")

    day.set_value(date(2026, 3, 13)).run()
    button(app, "挂起").click().run()

    assert (day.min, day.max) == (date(2026, 3, 12), date(2026, 3, 13))
    assert screens_api.bodies("/api/tasks/task-3/follow-up") == [{"follow_up_on": "2026-03-13", "revision": 3}]
    assert "已挂起至 3月13日" in shown(app)
    assert "取消挂起" in labels_of(app)
