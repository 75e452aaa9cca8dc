"""超时限登记簿: the breaches of this person's area, their explanations, and all of it as a file."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.monitor_shapes import BreachPage
from admin_ui.plain_text import one_line
from admin_ui.report_text import PERIODS, Period, period_named
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.time_text import LOCAL
from admin_ui.views.report_downloads import choose_format, offer_file
from admin_ui.widgets.breach_rows import show_breach
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.url_filters import url_day, url_segments, url_select

PAGE_SIZE: Final = 20
TILE_WIDTH: Final = 168
_DONE: Final = {"": "全部办理情况", "false": "尚未补办", "true": "已补办"}


def show() -> None:
    """The register; what is chosen lives in the URL."""
    filters = _choose_filters()
    paging = Paging("breaches", tuple(filters.values()))
    page: BreachPage = visit().client.listed("/api/breaches", {**filters, "limit": PAGE_SIZE, "cursor": paging.cursor})
    if filters["state"] == "":
        _show_counts(page["counts"])
    if not page["items"]:
        st.info("这一期间没有符合条件的超时限记录。可以放宽期间或筛选条件。")
    for one in page["items"]:
        show_breach(one, leads_to_case=True)
    paging.show(page["next_cursor"])
    _show_export(filters)


def _choose_filters() -> dict[str, str]:
    period = _choose_period()
    state, key, division, done = st.columns(4, vertical_alignment="bottom")
    places = {unit["code"]: unit["name"] for unit in visit().client.units()}
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "state": url_select(
            state,
            "说明状态",
            "state",
            ["", *labels.BREACH_STATES],
            lambda code: labels.label(labels.BREACH_STATES, code, missing="全部状态"),
        ),
        "key": url_select(
            key,
            "时限",
            "key",
            ["", *labels.DEADLINE_KEYS],
            lambda code: labels.label(labels.DEADLINE_KEYS, code, missing="全部时限"),
        ),
        "division": url_select(
            division, "属地", "division", ["", *places], lambda code: one_line(places.get(code, "全部属地"))
        ),
        "is_done": url_select(done, "办理情况", "done", _DONE, _DONE.__getitem__),
    }


def _choose_period() -> Period:
    code = url_segments(st.container(), "期间", "period", PERIODS, PERIODS.__getitem__)
    chosen = period_named(code, visit().now.astimezone(LOCAL).date())
    if code != "custom":
        return chosen
    since, until = st.columns(2)
    first = url_day(since, "起始日期", "since", chosen.since)
    return Period(first, url_day(until, "截止日期", "until", chosen.until))


def _show_counts(counts: dict[str, int]) -> None:
    with st.container(horizontal=True):
        for state, words in labels.BREACH_STATES.items():
            st.metric(words, counts[state], border=True, width=TILE_WIDTH)


@page_part
def _show_export(filters: dict[str, str]) -> None:
    """The register as a file, with all that the filters select."""
    chosen = choose_format("breaches")
    if chosen is None:
        return
    with st.spinner("正在生成文件……"):
        content = visit().client.file("/api/breaches/file", {**filters, "format": chosen})
    offer_file(content, f"超时限登记簿-{filters['since']}-{filters['until']}", chosen)
