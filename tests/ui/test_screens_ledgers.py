"""台账导入: what the page shows of a ledger, and what it sends."""

from __future__ import annotations

from screens_api import ScreensApi
from screens_app import OpenPage, button, texts_of


def test_the_list_says_where_each_ledger_stands(open_page: OpenPage) -> None:
    app = open_page("imports", username="leader")

    assert not app.exception
    shown = " ".join(texts_of(app))
    assert all(word in shown for word in ("待确认", "正在读取", "2 行，2,521.00 元", "1 行有错误", "王经办 上传于"))


def test_a_ledger_without_errors_is_confirmed_once(screens_api: ScreensApi, open_page: OpenPage) -> None:
    app = open_page("imports", username="leader", **{"import": "import-1"})

    button(app, "确认导入").click().run()

    assert not app.exception
    assert len(screens_api.keys("/api/imports/import-1/confirm")) == 1


def test_a_wrong_row_is_shown_with_what_to_write_and_nothing_can_be_confirmed(open_page: OpenPage) -> None:
    app = open_page("imports", username="leader", **{"import": "import-2"})

    assert "一行也不导入" in app.error[0].value
    assert "填写以元为单位的数字" in app.table[0].value.to_string()
    assert "确认导入" not in [one.label for one in app.button]


def test_columns_are_sent_as_the_person_chose_them(screens_api: ScreensApi, open_page: OpenPage) -> None:
    app = open_page("imports", username="handler", **{"import": "import-1"})

    app.selectbox(key="import-1/paid_on").select(2)
    app.text_input(key="import-1/method/constant").input("现金")
    button(app, "按此重新读取").click().run()

    assert screens_api.bodies("/api/imports/import-1/layout") == [
        {
            "sheet": 0,
            "header_row": 1,
            "columns": {"name": 0, "id_number": 1, "amount": 2, "paid_on": 2},
            "constants": {"method": "现金"},
        }
    ]


def test_a_ledger_that_is_being_read_shows_how_far_it_is(open_page: OpenPage) -> None:
    app = open_page("imports", username="handler", **{"import": "import-3"})

    assert not app.exception
    assert app.get("progress")[0].proto.text == "正在读取：1 / 3 行。可以离开此页，后台会继续。"
