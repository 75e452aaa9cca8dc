"""After completing a task: what happens next and for whom, in place of the form."""

from dataclasses import dataclass

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, Completion, TaskDetail, TaskItem
from admin_ui.links import go_to
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.views.case_events import event_name
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
    _show_next(answer, task["case_id"])
    with st.container(horizontal=True):
        if st.button("返回待办", type="secondary" if _goes_on(answer) else "primary"):
            go_to("inbox")
        if task["case_id"] and st.button("查看个案"):
            go_to("case", case=task["case_id"])


def wants_next_task(task: TaskItem) -> bool:
    """Show a task that follows: what, for whom, by when; whether the person presses the button to go on with it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(task['name'])}**")
        where = task.get("division_name") or task["division"]
        who = task.get("assignee_name") or task["assignee"] or labels.label(labels.ROLES, task["role"])
        st.caption(" · ".join(plain(part) for part in (f"由 {who} 办理", where) if part), width="content")
        show_time_left(task["due_at"], task["deadline_status"])
        return _is_for_me(task) and st.button("继续办理", type="primary", key=f"next-{task['task_id']}")


def waiting_words(case: CaseView) -> str:
    """What an open case without a task waits for, and what to do about it."""
    events = "、".join(event_name(message) for message in case["awaited_messages"])
    if not events:
        return "正在等待约定的时间，到时会自动产生待办，现在不用办理。"
    return f"正在等待：{plain(events)}。发生后请在个案页的“当前进展”中登记；有期限的，到期会自动继续。"


def _show_next(answer: Completion, case_id: str | None) -> None:
    status = answer["case_status"]
    if answer["next_tasks"]:
        st.subheader("接下来")
    elif status in labels.OPEN_CASE_STATUSES and case_id:
        st.info(f"接下来没有新的待办。{_waits_for(visit().client.case(case_id))}")
    elif status:
        st.info(f"个案已结束：{labels.label(labels.CASE_STATUSES, status)}。")
    for task in answer["next_tasks"]:
        if wants_next_task(task):
            go_to("task", task=task["task_id"])


def _waits_for(case: CaseView) -> str:
    """What moves an open case on after a task that made no new one."""
    if not case["tasks"]:
        return waiting_words(case)
    return f"个案还有待办：{plain('、'.join(task['name'] for task in case['tasks']))}。"


def _goes_on(answer: Completion) -> bool:
    return any(_is_for_me(task) for task in answer["next_tasks"])


def _is_for_me(task: TaskItem) -> bool:
    return task["role"] in visit().roles
