"""Applications by an agent on the screens: asked for when somebody applies for another, shown, authorised later."""

from __future__ import annotations

from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown

AGENT = {
    "kind": "body",
    "body": "和平社区居民委员会",
    "relation": None,
    "name": "周*办",
    "id_number": None,
    "phone": "139****2222",
    "authorised_on": None,
    "authorisation_id": None,
}


def test_who_applies_for_another_says_who_they_are(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("intake")
    assert "代办人姓名 *" not in [one.label for one in app.text_input]

    app.radio(key="intake/channel").set_value("agent").run()
    app.selectbox(key="intake/agent_kind").set_value("body").run()
    app.text_input(key="intake/agent_body").input("和平社区居民委员会")
    app.text_input(key="intake/agent_name").input("周代办")
    app.text_input(key="intake/applicant_name").input("罗远明")
    app.selectbox(key="intake/cause").set_value("fire")
    app.radio(key="intake/needs_immediate").set_value(True).run()
    app.text_area(key="intake/immediate_reason").input("当晚无处住宿")
    app.text_area(key="intake/description").input("住房烧毁")
    button(app, "登记").click().run()

    (body,) = screens_api.bodies("/api/cases")
    assert body["agent"] == {"kind": "body", "body": "和平社区居民委员会", "name": "周代办"}
    assert body["immediate_reason"] == "当晚无处住宿"


def test_an_agent_without_a_paper_is_told_of_and_asked_for_it(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.case["agent"] = AGENT
    app = open_page("case", case="case-1")

    assert "受托单位：和平社区居民委员会" in shown(app).replace("*", "")
    assert "委托书：尚未上传" in shown(app).replace("*", "")
    assert "代办委托书" in shown(app)


def test_a_case_without_an_agent_asks_for_no_paper(open_page: OpenPage):
    app = open_page("case", case="case-1")

    assert "代办委托书" not in shown(app)
    assert "登记委托书" not in labels_of(app)
