"""The screens of the deadline monitor: the breach register and its acts."""

import pytest
from screens_api import ScreensApi
from screens_app import OpenPage, shown


def test_the_register_says_what_was_late_and_what_was_written(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", part="breaches"))

    assert "已超 2 小时" in text
    assert "超 1 个工作日" in text
    assert "责任单位 牌楼街道" in text
    assert "当时经办 王经办" in text
    assert "停电" in text


def test_the_register_is_narrowed_by_the_address(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", part="breaches", state="accepted"))

    assert "没有符合条件的超时限记录" in text


@pytest.mark.parametrize(("page", "asked"), [("monitor", {"part": "breaches"}), ("case", {"case": "case-1"})])
def test_a_breach_is_explained_where_it_is_shown(
    open_page: OpenPage, screens_api: ScreensApi, page: str, asked: dict[str, str]
):
    app = open_page(page, username="handler", **asked)
    app.text_area(key="breach/breach-1/words").set_value("  入户当日停电 ")
    app.button(key="breach/breach-1/explain").click().run()

    assert screens_api.bodies("/api/breaches/breach-1/explanations") == [{"words": "入户当日停电"}]
    assert all(screens_api.keys("/api/breaches/breach-1/explanations"))


def test_an_explanation_without_words_is_not_sent(open_page: OpenPage, screens_api: ScreensApi):
    app = open_page("monitor", username="handler", part="breaches")
    app.button(key="breach/breach-1/explain").click().run()

    assert screens_api.bodies("/api/breaches/breach-1/explanations") == []
    assert "请先填写原因" in shown(app)


@pytest.mark.parametrize(("button", "verdict"), [("accept", "accepted"), ("return", "returned")])
def test_a_leader_takes_note_or_sends_back(open_page: OpenPage, screens_api: ScreensApi, button: str, verdict: str):
    app = open_page("monitor", username="leader", part="breaches")
    app.button(key=f"breach/breach-2/{button}").click().run()

    assert screens_api.bodies("/api/breaches/breach-2/sign-off") == [{"verdict": verdict, "words": None}]


def test_a_refused_sign_off_says_why(open_page: OpenPage, screens_api: ScreensApi):
    screens_api.refuse("/api/breaches/breach-2/sign-off", 409, "breach_one_person")
    app = open_page("monitor", username="leader", part="breaches")
    app.button(key="breach/breach-2/accept").click().run()

    assert "须由另一人审签" in shown(app)


def test_what_may_still_move_is_listed_beside_the_statuses(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", status="provisional"))

    assert "暂停" in text
    assert "急难首次联系" not in text.partition("明细")[2]


def test_the_trend_says_each_day_in_numbers(open_page: OpenPage):
    app = open_page("monitor", username="leader", part="trend")

    assert list(app.table[0].value.iloc[0]) == ["03-11", "4", "3", "1", "2"]


def test_a_trend_without_figures_says_so(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", part="trend", division="500101018"))

    assert "这段时间没有时限开始" in text


def test_a_forecast_names_the_risk_and_how_right_forecasts_were(open_page: OpenPage):
    app = open_page("monitor", username="leader", part="forecast")
    text = shown(app)

    assert "很可能超时限 62.5%" in text
    assert "样本 48 件" in text
    assert list(app.table[0].value.iloc[1]) == ["50% 至 70%", "110", "59.0%", "63.6%"]


def test_without_history_nothing_is_forecast(open_page: OpenPage):
    text = shown(open_page("monitor", username="leader", part="forecast", division="500101018"))

    assert "目前没有可以预测的时限" in text
    assert "历史样本还不够" in text
