"""个案: one page that answers who, what, how much, where is it now, what is owed by when, who did what."""

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, DeadlineItem
from admin_ui.links import link_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.views.case_events import show_events
from admin_ui.views.task_outcome import waiting_words
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
    st.subheader("文书")
    show_papers(case_id, case["reference"])
    st.subheader("材料")
    agent = case.get("agent")
    is_unproved = agent is not None and agent["authorisation_id"] is None and visit().may_see(_REGISTRARS)
    show_documents(case_id, names, asks_for_authorisation=is_unproved)
