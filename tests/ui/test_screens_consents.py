"""Consent to the means check on the case page: who has answered what, a new answer, a withdrawal."""

from __future__ import annotations

from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown

PATH = "/api/cases/case-1/check-consents"


def test_each_person_stands_in_a_line_with_the_answer(open_page: OpenPage):
    app = open_page("case", case="case-1")

    rows = next(table.value for table in app.table if "答复" in table.value.columns)
    assert list(rows["答复"]) == ["未单独登记", "同意"]
    assert list(rows["身份"]) == ["家庭成员（配偶）", "赡养、抚养、扶养人（父亲）"]
    assert list(rows["内容"]) == ["—", "收入、财产"]


def test_the_refusal_of_a_member_is_sent_with_the_id_alone(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    app.radio(key="consent/case-1/whom").set_value("person-2").run()
    app.radio(key="consent/case-1/status").set_value("refused").run()
    button(app, "登记答复").click().run()

    assert screens_api.bodies(PATH) == [{"person_id": "person-2", "status": "refused", "answered_on": "2026-03-11"}]
    assert screens_api.keys(PATH)[0]


def test_a_supporter_is_named_and_what_is_missing_is_said(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.refuse(PATH, 422, "invalid_input", errors=[{"path": "paper_id", "message": "请上传本人签字的授权书"}])
    app = open_page("case", case="case-1")
    app.radio(key="consent/case-1/whom").set_value("supporter").run()
    app.radio(key="consent/case-1/status").set_value("given").run()
    app.text_input(key="consent/case-1/name").input("罗大山")
    button(app, "登记答复").click().run()

    assert screens_api.bodies(PATH) == [{"name": "罗大山", "status": "given", "answered_on": "2026-03-11"}]
    assert "请上传本人签字的授权书" in shown(app)


def test_a_standing_consent_is_taken_back(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("case", case="case-1")
    button(app, "撤回同意").click().run()

    assert len(screens_api.bodies(f"{PATH}/consent-1/withdraw")) == 1


def test_who_registers_no_cases_only_reads(open_page: OpenPage):
    assert "登记答复" not in labels_of(open_page("case", username="admin", case="case-1"))
