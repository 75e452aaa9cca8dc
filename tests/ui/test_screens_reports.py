"""统计报表: what is chosen is asked of the API and stands in the address; figures read as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect
from screens_api import ScreensApi
from screens_app import OpenPage, button, labels_of, shown
from screens_browser import Screens

from admin_ui.report_text import PERIODS, Period, figure_text, period_named


@pytest.mark.parametrize(
    ("code", "since", "until"),
    [
        ("month", "2026-03-01", "2026-03-31"),
        ("last-month", "2026-02-01", "2026-02-28"),
        ("quarter", "2026-01-01", "2026-03-31"),
        ("year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_period_by_name_is_whole_months(code: str, since: str, until: str):
    assert period_named(code, date(2026, 3, 31)) == Period(date.fromisoformat(since), date.fromisoformat(until))


def test_last_month_of_january_is_december():
    assert period_named("last-month", date(2026, 1, 31)) == Period(date(2025, 12, 1), date(2025, 12, 31))


@pytest.mark.parametrize("code", PERIODS)
@pytest.mark.parametrize("month", range(1, 13))
def test_every_period_is_in_order_in_every_month(code: str, month: int):
    period = period_named(code, date(2024, month, 28))

    assert period.since <= period.until


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (123_450, "money", "1,234.50"),
        (875, "share", "87.5%"),
        (1000, "share", "100.0%"),
        (129_600, "span", "1.5"),
        (12_345, "count", "12,345"),
        (None, "share", "—"),
        ("***", "count", "***"),
    ],
)
def test_figures_are_written_as_people_read_them(value: int | str | None, kind: str, text: str):
    assert figure_text(value, kind) == text


def test_a_report_shows_its_figures_and_its_totals(open_page: OpenPage):
    text = shown(open_page("reports", username="leader"))

    for words in ("急难型", "12,345.67", "15,345.67", "合计", "万州区 · 2026-01-01 至 2026-12-31", "以北京时间为准"):
        assert words in text


def test_what_the_address_names_is_what_is_asked(screens_api: ScreensApi, open_page: OpenPage):
    open_page("reports", username="leader", report="relief", period="last-month", by="month", division="500101018")

    assert screens_api.bodies("/api/reports/relief")[-1] == {
        "since": "2026-02-01",
        "until": "2026-02-28",
        "division": "500101018",
        "group_by": "month",
    }


def test_days_of_ones_own_stand_in_the_address(screens_api: ScreensApi, open_page: OpenPage):
    app = open_page("reports", username="leader", period="custom", since="2026-01-05", until="2026-02-06")

    app.date_input(key="url-until").set_value(date(2026, 2, 20)).run()

    asked = screens_api.bodies("/api/reports/relief")[-1]
    assert (asked["since"], asked["until"]) == ("2026-01-05", "2026-02-20")
    assert app.query_params["until"] == "2026-02-20"


def test_another_report_keeps_the_period_and_forgets_what_it_cannot_be_counted_by(
    screens_api: ScreensApi, open_page: OpenPage
):
    app = open_page("reports", username="leader", period="month", by="track")

    app.selectbox(key="url-report").set_value("timeliness").run()

    asked = screens_api.bodies("/api/reports/timeliness")[-1]
    assert (asked["since"], asked["group_by"]) == ("2026-03-01", "key")
    assert "87.5%" in shown(app)


def test_no_figures_are_explained(open_page: OpenPage):
    app = open_page("reports", username="leader", period="last-year")

    assert "请放宽期间" in app.info[0].value


def test_what_the_api_refuses_is_said(screens_api: ScreensApi, open_page: OpenPage):
    screens_api.refuse("/api/reports/ledger/file", 403, "not_permitted")
    app = open_page("reports", username="leader", report="ledger")

    button(app, "导出 Excel").click().run()

    assert not app.exception
    assert "没有权限" in "".join(one.value for one in (*app.error, *app.warning))


@pytest.mark.parametrize(("purpose", "sent"), [("", None), ("inspection", "inspection")])
def test_the_ledger_is_exported_with_the_purpose_that_was_said(
    screens_api: ScreensApi, open_page: OpenPage, purpose: str, sent: str | None
):
    app = open_page("reports", username="leader", report="ledger")
    app.selectbox(key="ledger-purpose").set_value(purpose).run()

    button(app, "导出 CSV").click().run()

    (body,) = screens_api.bodies("/api/reports/ledger/file")
    assert body.get("purpose") == sent
    assert (body["since"], body["format"]) == ("2026-01-01", "csv")
    assert "WZ-2026-0001" in shown(app)
    assert "导出 Excel" in labels_of(app)


@pytest.mark.e2e
def test_a_chosen_report_is_in_the_address_and_comes_down_as_a_file(screens: Screens):
    page = screens.open("reports", "leader")
    page.get_by_text("按月份", exact=True).click()
    expect(page.get_by_text("2026年2月").first).to_be_visible()
    assert "by=month" in page.url
    expect(
        page.locator("[data-testid=stVegaLiteChart] svg, [data-testid=stVegaLiteChart] canvas").first
    ).to_be_visible()

    page.get_by_role("button", name="导出 Excel").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载 Excel").click()

    assert downloading.value.suggested_filename == "救助人次和金额-2026-01-01-2026-12-31.xlsx"


@pytest.mark.e2e
def test_a_case_is_opened_from_the_ledger(screens: Screens):
    page = screens.open("reports?report=ledger", "leader")

    page.get_by_text("打开个案").click()
    page.get_by_role("link", name="WZ-2026-0001").click()

    expect(page.get_by_role("heading", name="当前进展")).to_be_visible()
