"""统计报表: the figures of this person's area as a chart and a table, the ledger, and both as files."""

from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from admin_ui import labels
from admin_ui.api_shapes import ReportKindItem, ReportShown
from admin_ui.plain_text import one_line, plain
from admin_ui.report_text import PERIODS, Period, period_named
from admin_ui.session import visit
from admin_ui.time_text import LOCAL
from admin_ui.views import ledger
from admin_ui.views.report_downloads import show_report_download
from admin_ui.views.report_tables import show_chart, show_table
from admin_ui.widgets.url_filters import url_day, url_segments, url_select

LEDGER: Final = "ledger"
LEDGER_TITLE: Final = "台账"
NOTHING_FOUND: Final = "这一期间没有数据。请放宽期间，或选择其他单位。"


def show() -> None:
    """The report that was chosen; what is chosen lives in the URL."""
    st.title("统计报表")
    offered = visit().client.reports()
    kinds = {kind["name"]: kind for kind in offered["items"]}
    titles = {name: kind["title"] for name, kind in kinds.items()} | (
        {LEDGER: LEDGER_TITLE} if offered["has_ledger"] else {}
    )
    if not titles:
        st.info("您的岗位没有可查看的报表。如有需要，请联系本单位管理员。")
        return
    report, unit = st.columns([3, 2])
    name = url_select(report, "报表", "report", titles, titles.__getitem__)
    division = _choose_unit(unit)
    period = _choose_period()
    if name == LEDGER:
        ledger.show(period, division, may_see_names=offered["may_see_names"])
    else:
        _show_report(kinds[name], period, division)


def _choose_unit(where: DeltaGenerator) -> str:
    places = {one["code"]: one["name"] for one in visit().client.units() if one["kind"] != "city"}
    return url_select(where, "单位", "division", ["", *places], _place_words(places))


def _choose_period() -> Period:
    code = url_segments(st.container(), "期间", "period", PERIODS, PERIODS.__getitem__)
    chosen = period_named(code, visit().now.astimezone(LOCAL).date())
    if code != "custom":
        return chosen
    since, until = st.columns(2)
    first = url_day(since, "起始日期", "since", chosen.since)
    return Period(first, url_day(until, "截止日期", "until", chosen.until))


def _place_words(places: dict[str, str]) -> Callable[[str], str]:
    return lambda code: one_line(places.get(code, code)) if code else "本人管辖的全部单位"


def _show_report(kind: ReportKindItem, period: Period, division: str) -> None:
    grouping = None
    if kind["groupings"]:
        grouping = url_segments(
            st.container(), "统计口径", "by", kind["groupings"], lambda code: labels.label(labels.GROUPINGS, code)
        )
    asked = {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "division": division,
        "group_by": grouping,
    }
    report = visit().client.report(kind["name"], **asked)
    st.caption(f"{plain(report['place'])} · {period.since} 至 {period.until} · {plain(kind['about'])}")
    _show_tables(report, kind["name"])
    show_report_download(kind["name"], kind["title"], asked)
    with st.expander("统计说明"):
        for note in report["notes"]:
            st.markdown(plain(note))


def _show_tables(report: ReportShown, name: str) -> None:
    if not any(table["lines"] for table in report["tables"]):
        st.info(NOTHING_FOUND)
        return
    for table in report["tables"]:
        st.subheader(plain(table["title"]))
        if table["lines"]:
            show_chart(table, name)
            show_table(table)
        else:
            st.info(NOTHING_FOUND)
