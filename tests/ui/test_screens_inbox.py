"""The inbox: what is shown, in which words, and claiming."""

from __future__ import annotations

import pytest
from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown


def test_the_first_view_holds_what_the_person_has_in_hand(open_page: OpenPage):
    app = open_page("inbox")

    assert labels_of(app).count("办理") == 2
    assert "WZ-2026-0002" not in shown(app)


def test_time_left_is_told_in_words(open_page: OpenPage):
    text = shown(open_page("inbox", view="all"))

    for words in ("超时限 2 小时", "剩余 6 小时", "剩余 2 个工作日 6 小时", "暂停中"):
        assert words in text


def test_the_soonest_deadline_comes_first_and_one_without_a_date_last(open_page: OpenPage):
    app = open_page("inbox", view="all")
    references = [line[:12] for line in (one.value.replace("\\", "") for one in app.caption) if line.startswith("WZ-")]

    assert references[0] == "WZ-2026-0001"
    assert references[-1] == "WZ-2026-0005"


def test_each_view_tells_how_much_it_holds(open_page: OpenPage):
    app = open_page("inbox")

    assert app.segmented_control[0].options == ["我的待办 2", "可签收 3", "本单位 7", "辖区全部 7", "已挂起 0"]


def test_a_queue_longer_than_is_counted_says_so(
    screens_api: ScreensApi, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(type(screens_api), "counts", lambda *_: {"mine": 999, "available": 1000})

    assert open_page("inbox").segmented_control[0].options[:2] == ["我的待办 999", "可签收 999+"]


def test_the_view_and_the_filters_come_from_the_address(open_page: OpenPage):
    app = open_page("inbox", view="available", due="today", role="township_handler")

    assert app.segmented_control[0].value == "available"
    assert [box.value for box in app.selectbox] == ["township_handler", "today"]


def test_an_unknown_view_in_the_address_is_the_first_one(open_page: OpenPage):
    assert open_page("inbox", view="nonsense").segmented_control[0].value == "mine"


def test_claiming_opens_the_task_and_carries_revision_and_key(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("inbox", view="available")

    button(app, "签收并办理").click().run()

    assert screens_api.bodies("/api/tasks/task-2/claim") == [{"revision": 3}]
    assert screens_api.keys("/api/tasks/task-2/claim")[0]
    assert app.title[0].value == "受理决定"
    assert "提交办结" in labels_of(app)


def test_a_task_taken_by_a_colleague_says_who_has_it(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("inbox", view="available")
    screens_api.refuse("/api/tasks/task-2/claim", 409, "task_already_claimed", assignee_name="周经办")

    button(app, "签收并办理").click().run()

    assert "待办已被他人签收" in app.warning[0].value
    assert "周经办" in app.warning[0].value
    assert app.title[0].value == "待办"


def test_a_lost_answer_is_asked_for_again_with_the_same_key(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("inbox", view="available")
    screens_api.refuse("/api/tasks/task-2/claim", 503, "unavailable")

    button(app, "签收并办理").click().run()
    button(app, "签收并办理").click().run()

    first, second = screens_api.keys("/api/tasks/task-2/claim")
    assert first == second


@pytest.mark.parametrize(
    ("view", "advice"),
    [pytest.param("mine", "可签收", id="mine"), pytest.param("available", "没有等待签收", id="free")],
)
def test_an_empty_inbox_says_what_to_do(screens_api: ScreensApi, open_page: OpenPage, view: str, advice: str):
    screens_api.tasks.clear()

    assert advice in open_page("inbox", view=view).info[0].value


def test_filters_without_a_result_are_told_from_an_empty_inbox(open_page: OpenPage):
    app = open_page("inbox")

    app.text_input(key="q").input("没有这个").run()

    assert "放宽筛选条件" in app.info[0].value


def test_what_was_put_off_stands_in_a_list_of_its_own(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.tasks["task-3"]["follow_up_on"] = "2026-03-13"

    assert "已挂起至 3月13日" not in shown(open_page("inbox"))
    assert "已挂起至 3月13日" in shown(open_page("inbox", view="put_off"))
