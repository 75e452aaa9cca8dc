"""个案: one page that answers who, what, how much, where is it now, what is owed by when, who did what."""

from collections.abc import Mapping

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, DeadlineItem
from admin_ui.links import link_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.views.case_events import show_events
from admin_ui.views.task_outcome import waiting_words
from admin_ui.widgets.breach_rows import show_breach
from admin_ui.widgets.case_consents import show_consents
from admin_ui.widgets.case_documents import show_documents
from admin_ui.widgets.case_facts import show_facts
from admin_ui.widgets.case_gifts import show_gifts
from admin_ui.widgets.case_relief import names_in, show_relief
from admin_ui.widgets.case_timeline import show_timeline
from admin_ui.widgets.countdown import OPEN_STATUSES, show_time_left
from admin_ui.widgets.deadline_list import show_deadline_bars, show_deadline_table, soonest_first
from admin_ui.widgets.diagrams import show_diagrams
from admin_ui.widgets.filled_forms import show_filled_forms
from admin_ui.widgets.paper_list import show_papers

_REGISTRARS = frozenset({"new_case"})


def show() -> None:
    """The case page; `?case=` says which."""
    case_id = st.query_params.get("case")
    if not case_id:
        st.title("个案")
        st.info("请从个案查询中选择一个个案。")
        link_to("cases", "前往个案查询")
        return
    client = visit().client
    case, deadlines, history = client.case(case_id), client.case_deadlines(case_id), client.history(case_id)
    names = names_in(history)
    _show_head(case, deadlines)
    facts, now = st.columns([2, 3], gap="large")
    with facts:
        st.subheader("基本情况")
        show_facts(case)
    with now:
        st.subheader("当前进展")
        _show_position(case)
        show_events(case)
        if case["status"] in labels.OPEN_CASE_STATUSES and visit().may_see(frozenset({"handovers"})):
            link_to("handovers", "移交其他单位", case=case_id)
        st.subheader("救助结果")
        show_relief(case, names)
        show_gifts(case, names)
    st.subheader("流程图")
    show_diagrams(case_id, height=500)
    st.subheader("时限")
    _show_deadlines(deadlines)
    _show_breaches(case_id)
    st.subheader("文书")
    show_papers(case_id, case["reference"])
    st.subheader("材料")
    agent = case.get("agent")
    is_unproved = agent is not None and agent["authorisation_id"] is None and visit().may_see(_REGISTRARS)
    show_documents(case_id, names, asks_for_authorisation=is_unproved)
    _show_consents(case, names)
    if case["filled_forms"]:
        with st.expander(f"各环节填写的内容（{len(case['filled_forms'])} 份）"):
            show_filled_forms(case["filled_forms"])
    st.subheader("办理记录")
    show_timeline(history)


def _show_head(case: CaseView, deadlines: list[DeadlineItem]) -> None:
    name = (case.get("applicant") or {}).get("name")
    st.title(f"个案 {plain(case['reference'])}" + (f" · {plain(name)}" if name else ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(labels.label(labels.CASE_STATUSES, case["status"]), color="blue")
        st.badge(labels.label(labels.TRACKS, case.get("track"), "类型待定"), color="gray")
        open_ones = [one for one in soonest_first(deadlines) if one["status"] in OPEN_STATUSES]
        if open_ones:
            show_time_left(open_ones[0]["due_at"], open_ones[0]["status"])
            st.caption(plain(labels.deadline_label(open_ones[0]["key"])), width="content")


def _show_consents(case: CaseView, names: Mapping[str, str]) -> None:
    """The means check belongs to the expenditure track; what was answered before a change of track stays visible."""
    if case.get("track") != "expenditure" and not any(one["answered_on"] for one in case["check_consents"]):
        return
    st.subheader("核对授权")
    is_open = case["status"] in labels.OPEN_CASE_STATUSES
    show_consents(case, names, may_enter=is_open and visit().may_see(_REGISTRARS))


def _show_position(case: CaseView) -> None:
    if not case["tasks"]:
        is_open = case["status"] in labels.OPEN_CASE_STATUSES
        st.info(f"目前没有待办。{waiting_words(case)}" if is_open else "个案已结束，没有待办。")
    for task in case["tasks"]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            link_to("task", f"**{plain(task['name'])}**", task=task["task_id"])
            who = task.get("assignee_name") or task["assignee"]
            role = labels.label(labels.ROLES, task["role"])
            st.caption(plain(f"{role} {who} 办理中" if who else f"等待{role}签收"), width="content")
            show_time_left(task["due_at"], task["deadline_status"])


def _show_breaches(case_id: str) -> None:
    found = visit().client.listed(f"/api/cases/{case_id}/breaches")["items"]
    if found:
        st.subheader("超时限记录")
    for one in found:
        show_breach(one, leads_to_case=False)


def _show_deadlines(deadlines: list[DeadlineItem]) -> None:
    if not deadlines:
        st.caption("这个个案目前没有时限。")
        return
    with st.container(key="case-deadlines"):
        show_deadline_bars(deadlines)
        show_deadline_table(deadlines)
