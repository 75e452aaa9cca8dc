"""Charities on the screens: the register, a gift on the case page, and nothing mixed with fiscal relief."""

from __future__ import annotations

from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown


def test_the_register_says_who_takes_what_up_to_how_much(open_page: OpenPage):
    text = shown(open_page("partners", username="clerk"))

    for words in ("重庆社会救助基金会·救急难个人救助", "火灾、突发重大疾病", "1,000.00 元起 5,000.00 元以内", "未联网"):
        assert words in text
    assert "本年合计 **3,000.00 元**：救助基金会 3,000.00 元" in text


def test_a_project_is_entered_and_its_secret_shown_once(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("partners", username="clerk")
    app.selectbox(key="partner/new/target").set_value("charity_supermarket")
    app.text_input(key="partner/new/organisation").input("万州区慈善会")
    app.text_input(key="partner/new/project").input("爱心超市")
    app.text_input(key="partner/new/contact").input("张主任 023-58000000")
    app.radio(key="partner/new/fund_source").set_value("donation")
    button(app, "登记项目").click().run()

    (body,) = screens_api.bodies("/api/partners")
    assert (body["target"], body["project"], body["valid_from"]) == ("charity_supermarket", "爱心超市", "2026-03-11")
    assert app.code[0].value == "shown-once"
    app.run()
    assert not app.code


def test_a_change_carries_the_revision_that_was_read(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("partners", username="clerk")
    app.text_input(key="partner/partner-1/max_fen").input("8000")
    button(app, "保存").click().run()

    (body,) = screens_api.bodies("/api/partners/partner-1")
    assert (body["revision"], body["max_fen"], body["min_fen"]) == (2, 800_000, 100_000)


def test_a_gift_stands_apart_and_its_amount_is_warned_of(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    assert "慈善帮扶（非财政资金） 合计 3,000.00 元，不计入财政救助" in shown(app).replace("*", "")

    app.radio(key="gift/case-1/kind").set_value("money")
    app.selectbox(key="gift/case-1/partner_id").set_value("partner-1")
    app.text_input(key="gift/case-1/amount_fen").input("500")
    button(app, "登记帮扶").click().run()

    path = "/api/cases/case-1/nonfiscal"
    assert screens_api.bodies(path) == [
        {"kind": "money", "partner_id": "partner-1", "amount_fen": 50_000, "given_on": "2026-03-11"}
    ]
    assert screens_api.keys(path)[0]
    assert "金额低于该项目的下限" in app.warning[0].value


def test_a_wrong_entry_is_taken_back_with_a_reason(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    app.text_area(key="counter/case-1/note").input("重复登记").run()
    button(app, "冲销").click().run()

    assert screens_api.bodies("/api/cases/case-1/nonfiscal/gift-1/counter") == [{"note": "重复登记"}]


def test_who_books_nothing_is_offered_no_form(open_page: OpenPage):
    assert "冲销" not in labels_of(open_page("case", username="admin", case="case-1"))
