"""任务: one human task with its form, and beside it what the person needs to decide."""

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, TaskDetail
from admin_ui.links import link_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.views.task_form import show_form
from admin_ui.views.task_handling import act, show_hand_over, show_putting_off, show_refusal
from admin_ui.views.task_outcome import outcome_of, show_outcome
from admin_ui.widgets.case_facts import show_facts
from admin_ui.widgets.countdown import show_time_left
from admin_ui.widgets.deadline_list import show_deadline_rows
from admin_ui.widgets.diagrams import show_diagrams
from admin_ui.widgets.filled_forms import show_filled_forms
from admin_ui.widgets.put_off import show_put_off

OVER = frozenset({"completed", "cancelled"})


def show() -> None:
    """The task page; `?task=` says which."""
    task_id = st.query_params.get("task")
    if not task_id:
        st.title("任务")
        st.info("请从待办列表中选择一项任务。")
        link_to("inbox", "返回待办")
        return
    outcome = outcome_of(task_id)
    if outcome is not None:
        show_outcome(outcome)
        return
    task = visit().client.task(task_id)
    case = visit().client.case(task["case_id"]) if task["case_id"] else None
    _show_head(task)
    work, beside = st.columns([3, 2], gap="large")
    with work:
        show_refusal(task_id)
        _show_work(task)
    with beside:
        _show_surroundings(task, case)


def _show_head(task: TaskDetail) -> None:
    st.title(plain(task["name"]))
    with st.container(horizontal=True, vertical_alignment="center"):
        show_time_left(task["due_at"], task["deadline_status"])
        show_put_off(task)
        if task["due_at"]:
            st.caption(f"到期 {moment_text(task['due_at'])}", width="content")
        where = task.get("division_name") or task["division"]
        st.caption(
            " · ".join(plain(part) for part in (labels.label(labels.ROLES, task["role"]), where) if part),
            width="content",
        )
        if task["case_id"]:
            link_to("case", f"查看个案 {plain(task['reference'])}", case=task["case_id"])


def _show_work(task: TaskDetail) -> None:
    """The form where this person holds the task; else who does, or the way to claim it."""
    if task.get("status") in OVER:
        st.info("这项任务已经结束。请在个案页查看办理结果。")
    elif task["assignee"] == visit().me["username"]:
        show_form(task)
        show_hand_over(task)
        show_putting_off(task)
    elif task.get("barred"):
        st.info(f"须由他人办理。{labels.BARRED}")
    elif task["assignee"] is None:
        st.info("这项任务尚未签收。签收后由您办理，其他同事不能再签收。")
        if st.button("签收并办理", type="primary", key="claim"):
            act("claim", task, lambda key: visit().client.claim(task["task_id"], task["revision"], key))
    else:
        st.info(f"这项任务由 {plain(task.get('assignee_name') or task['assignee'])} 办理中。")


def _show_surroundings(task: TaskDetail, case: CaseView | None) -> None:
    if task.get("hint"):
        st.info(f"**办理提示** {plain(task['hint'])}")
    if task.get("legal_basis"):
        with st.expander("办理依据", expanded=True):
            st.text(task["legal_basis"] or "")
    if case is None:
        return
    with st.expander("个案情况", expanded=True):
        show_facts(case)
    if case["filled_forms"]:
        with st.expander("前面环节填写的内容", expanded=True):
            show_filled_forms(case["filled_forms"])
    with st.expander("时限", expanded=True):
        show_deadline_rows(visit().client.case_deadlines(case["case_id"]))
    diagram = st.expander("流程图", on_change="rerun", key="task-diagram")
    if diagram.open:  # fetched and drawn only where somebody looks
        with diagram:
            show_diagrams(case["case_id"], height=380)
