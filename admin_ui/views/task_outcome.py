"""After completing a task: what happens next and for whom, in place of the form."""

from dataclasses import dataclass

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import Completion, TaskDetail, TaskItem
from admin_ui.links import go_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.countdown import show_time_left


@dataclass(frozen=True, slots=True)
class Outcome:
    """A task this person completed, and the server's answer."""

    task: TaskDetail
    answer: Completion


def keep_outcome(task: TaskDetail, answer: Completion) -> None:
    """The task is done; its page shows this from now on."""
    st.session_state[f"outcome/{task['task_id']}"] = Outcome(task, answer)


def outcome_of(task_id: str) -> Outcome | None:
    """What came of a task completed in this tab."""
    outcome: Outcome | None = st.session_state.get(f"outcome/{task_id}")
    return outcome


def show_outcome(outcome: Outcome) -> None:
    """The server's snapshot after completion."""
    task, answer = outcome.task, outcome.answer
    st.title(plain(task["name"]))
    st.success(f"已办结，{moment_text(answer['completed_at'])}。")
    _show_next(answer)
    with st.container(horizontal=True):
        if st.button("返回待办", type="primary"):
            go_to("inbox")
        if task["case_id"] and st.button("查看个案"):
            go_to("case", case=task["case_id"])


def _show_next(answer: Completion) -> None:
    status = answer["case_status"]
    if not answer["next_tasks"]:
        if status in labels.OPEN_CASE_STATUSES:
            st.info("接下来没有新的待办：个案正在等待外部事件或约定的时间，到时会自动产生待办。")
        elif status:
            st.info(f"个案已结束：{labels.label(labels.CASE_STATUSES, status)}。")
        return
    st.subheader("接下来")
    for task in answer["next_tasks"]:
        _show_next_task(task)


def _show_next_task(task: TaskItem) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(task['name'])}**")
        where = task.get("division_name") or task["division"]
        who = task.get("assignee_name") or task["assignee"] or labels.label(labels.ROLES, task["role"])
        st.caption(" · ".join(plain(part) for part in (f"由 {who} 办理", where) if part))
        show_time_left(task["due_at"], task["deadline_status"])
        if task["role"] in visit().roles and st.button("继续办理", key=f"next-{task['task_id']}"):
            go_to("task", task=task["task_id"])
