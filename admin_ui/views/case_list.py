"""个案查询: the cases of this person's area."""

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView
from admin_ui.links import link_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.countdown import show_time_left
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.url_filters import url_select

PAGE_SIZE = 20


def show() -> None:
    """The case list; its filters live in the URL, but for what is typed: it may name a person."""
    st.title("个案查询")
    filters = _choose_filters()
    paging = Paging("cases", tuple(filters.values()))
    page = visit().client.cases(limit=PAGE_SIZE, cursor=paging.cursor, **filters)
    if not page["items"]:
        st.info("没有符合条件的个案。请检查个案编号，或放宽筛选条件。")
    for case in page["items"]:
        _show_row(case)
    paging.show(page["next_cursor"])


def _choose_filters() -> dict[str, str | None]:
    search, status = st.columns([3, 2], vertical_alignment="bottom")
    return {
        "q": search.text_input("查找", placeholder="个案编号、证件号码或完整姓名", key="q"),
        "status": url_select(
            status,
            "状态",
            "status",
            ["", *labels.CASE_STATUSES],
            lambda code: labels.label(labels.CASE_STATUSES, code, missing="全部状态"),
        ),
    }


def _show_row(case: CaseView) -> None:
    with st.container(border=True, key=f"case-{case['case_id']}"):
        what, status, left = st.columns([5, 2, 2.4], vertical_alignment="center")
        with what:
            name = (case.get("applicant") or {}).get("name")
            title = f"**{plain(case['reference'])}**" + (f" {plain(name)}" if name else "")
            link_to("case", title, case=case["case_id"])
            st.caption(_details(case))
        with status:
            st.badge(labels.label(labels.CASE_STATUSES, case["status"]), color="blue")
        with left:
            if case.get("due_at") or case.get("deadline_status"):
                show_time_left(case.get("due_at"), case.get("deadline_status"))


def _details(case: CaseView) -> str:
    parts = [
        labels.label(labels.TRACKS, case.get("track"), "类型待定"),
        labels.label(labels.CAUSES, case.get("cause")),
        case.get("division_name") or case.get("division"),
        f"登记 {moment_text(case.get('registered_at'))}",
    ]
    return " · ".join(plain(part) for part in parts if part)
