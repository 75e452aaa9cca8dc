"""时限监控: which deadlines are at risk, breached or paused now, by unit, limit and day, down to the case."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import DeadlineItem
from admin_ui.links import link_to
from admin_ui.plain_text import one_line, plain
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.spreadsheet_text import csv_of
from admin_ui.time_text import moment_text
from admin_ui.views import breach_forecast, breaches, deadline_trend
from admin_ui.views.monitor_summary import show_summary
from admin_ui.widgets.countdown import show_time_left
from admin_ui.widgets.deadline_list import due_words
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.url_filters import url_segments, url_select

PAGE_SIZE: Final = 20
EXPORT_PAGE_SIZE: Final = 100
EXPORT_ROWS: Final = 5000
_PROVISIONAL: Final = "provisional"
_PARTS: Final = {"now": "当前时限", "trend": "每日趋势", "forecast": "超时限预测", "breaches": "超时限登记簿"}
_STATUSES: Final = ("warned", "breached", "paused", "provisional", "running")


def show() -> None:
    """The part that the address names; what is chosen lives in the URL."""
    st.title("时限监控")
    part = url_segments(st.container(), "内容", "part", _PARTS, _PARTS.__getitem__)
    if part == "breaches":
        breaches.show()
    elif part == "trend":
        deadline_trend.show()
    elif part == "forecast":
        breach_forecast.show()
    else:
        _show_present()


def _show_present() -> None:
    show_summary()
    st.subheader("明细")
    chosen = _choose_filters()
    filters = _asked(chosen)
    paging = Paging("monitor", tuple(filters.values()))
    page = visit().client.deadlines(limit=PAGE_SIZE, cursor=paging.cursor, **filters)
    if not page["items"]:
        st.info(f"目前没有“{labels.MONITORED[chosen['status']]}”的时限。")
    for one in page["items"]:
        _show_row(one)
    paging.show(page.get("next_cursor"))
    _show_export(filters)


def _choose_filters() -> dict[str, str]:
    statuses = st.container()
    key, element, division = st.columns(3, vertical_alignment="bottom")
    elements = _elements()
    return {
        "status": url_segments(statuses, "状态", "status", _STATUSES, labels.MONITORED.__getitem__),
        "key": url_select(
            key,
            "时限",
            "key",
            ["", *labels.DEADLINE_KEYS],
            lambda code: labels.label(labels.DEADLINE_KEYS, code, missing="全部时限"),
        ),
        "element": url_select(
            element, "环节", "element", ["", *elements], lambda code: one_line(elements.get(code, "全部环节"))
        ),
        "division": url_select(division, "属地", "division", ["", *(places := _places())], _place_words(places)),
    }


def _asked(chosen: dict[str, str]) -> dict[str, str]:
    """The filters as the API knows them: what is provisional is no status, but something beside it."""
    if chosen["status"] == _PROVISIONAL:
        return {**chosen, "status": "", _PROVISIONAL: "true"}
    return chosen


def _elements() -> dict[str, str]:
    """The elements at which deadlines of this person's area were started, by id."""
    groups = visit().client.deadline_summary("element")["items"]
    return {group["group"]: group.get("name") or group["group"] for group in groups}


def _places() -> dict[str, str]:
    """The units of this person's area by code."""
    return {unit["code"]: unit["name"] for unit in visit().client.units()}


def _place_words(places: dict[str, str]) -> Callable[[str], str]:
    return lambda code: one_line(places.get(code, code)) if code else "全部属地"


def _show_row(one: DeadlineItem) -> None:
    with st.container(border=True):
        what, left, way = st.columns([5, 3, 1.8], vertical_alignment="center")
        with what:
            st.markdown(f"**{plain(labels.deadline_label(one['key']))}**")
            where = one.get("division_name") or one.get("division")
            parts = (one.get("reference"), where, one.get("basis"))
            st.caption(" · ".join(plain(part) for part in parts if part))
        with left:
            show_time_left(one["due_at"], one["status"])
            st.caption(due_words(one))
        with way:
            if one["case_id"]:
                link_to("case", "查看个案", case=one["case_id"])


@page_part
def _show_export(filters: dict[str, str]) -> None:
    """A table of what the filters select; made only when asked for."""
    if not st.button("准备导出", key="export"):
        return
    with st.spinner("正在汇总明细……"):
        rows = _all_rows(filters)
    content = csv_of(_CSV_TITLES, [_csv_row(one) for one in rows])
    if len(rows) >= EXPORT_ROWS:
        st.warning(f"只导出前 {EXPORT_ROWS} 条，请用筛选条件缩小范围。")
    name = f"时限明细-{visit().now:%Y%m%d}.csv"
    st.download_button(f"下载 CSV（{len(rows)} 条）", content, file_name=name, mime="text/csv", key="export-file")


def _all_rows(filters: dict[str, str]) -> list[DeadlineItem]:
    rows: list[DeadlineItem] = []
    cursor: str | None = None
    while len(rows) < EXPORT_ROWS:
        page = visit().client.deadlines(limit=EXPORT_PAGE_SIZE, cursor=cursor, **filters)
        rows += page["items"]
        cursor = page.get("next_cursor")
        if cursor is None:
            break
    return rows[:EXPORT_ROWS]


_CSV_TITLES: Final = ("个案编号", "时限", "时限代码", "状态", "起算", "到期", "暂定", "属地代码", "依据")


def _csv_row(one: DeadlineItem) -> tuple[str, ...]:
    return (
        one.get("reference") or one["case_id"] or "",
        labels.deadline_label(one["key"]),
        one["key"],
        labels.label(labels.DEADLINE_STATUSES, one["status"]),
        moment_text(one["started_at"]),
        moment_text(one["due_at"]),
        "是" if one["provisional"] else "否",
        one.get("division") or "",
        one.get("basis") or "",
    )
