"""Claiming, handing back and handing over a task, and what the API said when it refused."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import streamlit as st

from admin_ui.api_shapes import TaskDetail
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import go_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.time_text import LOCAL


def act(action: str, task: TaskDetail, send: Callable[[str], Any], then: str | None = None) -> None:
    """Do something with the task, then show it afresh, or go on to the page `then`."""
    task_id = task["task_id"]
    try:
        send_once(f"{action}:{task_id}", newest_revision(task), send)
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        keep_refusal(task_id, problem)
        st.rerun()
    if then:
        go_to(then)
    st.rerun()


def keep_refusal(task_id: str, problem: ApiProblem) -> None:
    """Show this problem when the page is shown next, beside the task as it is by then."""
    st.session_state[f"refusal/{task_id}"] = problem


def show_refusal(task_id: str) -> None:
    """Show once what the API refused."""
    problem = st.session_state.pop(f"refusal/{task_id}", None)
    if problem is not None:
        show_problem(problem)


def newest_revision(task: TaskDetail) -> int:
    """The newest revision this page has seen: its own drafts may have raised it."""
    known: int = st.session_state.get(f"revision/{task['task_id']}", 0)
    return max(task["revision"], known)


def remember_revision(task_id: str, revision: int) -> None:
    """The task has this revision after a write of this page."""
    st.session_state[f"revision/{task_id}"] = revision


def show_hand_over(task: TaskDetail) -> None:
    """Give the task back to its queue, or to a colleague."""
    drawer = st.expander("退回或转办", on_change="rerun", key="hand-over")
    if not drawer.open:
        return
    client, task_id = visit().client, task["task_id"]
    with drawer:
        st.caption("退回后，同岗位的其他同事可以签收；已保存的草稿随任务保留。")
        if st.button("退回待签收", key="release"):
            act("release", task, lambda key: client.release(task_id, newest_revision(task), key), then="inbox")
        chosen = _choose_colleague(task)
        if st.button("转办", key="reassign", disabled=chosen is None) and chosen:
            act(
                f"reassign:{chosen}",
                task,
                lambda key: client.reassign(task_id, chosen, newest_revision(task), key),
                then="inbox",
            )


def show_putting_off(task: TaskDetail) -> None:
    """Take the task out of the person's list until a day, or put it back."""
    drawer = st.expander("挂起到某日", on_change="rerun", key="put-off")
    if not drawer.open:
        return
    task_id, until = task["task_id"], task.get("follow_up_on")
    tomorrow = visit().now.astimezone(LOCAL).date() + timedelta(days=1)
    last = datetime.fromisoformat(task["due_at"]).astimezone(LOCAL).date() if task["due_at"] else None

    def put_off(day: date | None) -> None:
        wanted = day.isoformat() if day else None
        act(f"put-off:{wanted}", task, lambda _key: visit().client.put_off(task_id, wanted, newest_revision(task)))

    with drawer:
        st.caption("挂起后，任务在那天以前不出现在“我的待办”，可在“已挂起”中查看；办理时限照常计算，到期当天自动恢复。")
        if last is not None and last < tomorrow:
            st.info("这项任务今天到期或已超时限，不能挂起。")
        else:
            chosen = st.date_input(
                "挂起到", value=None, min_value=tomorrow, max_value=last, format="YYYY-MM-DD", key="put-off-until"
            )
            if st.button("挂起", key="put-off-now", disabled=not chosen) and isinstance(chosen, date):
                put_off(chosen)
        if until and st.button("取消挂起", key="put-off-end"):
            put_off(None)


def _choose_colleague(task: TaskDetail) -> str | None:
    people = {person["username"]: person["name"] for person in visit().client.staff(task["role"])}
    people.pop(visit().me["username"], None)
    return st.selectbox(
        "转办给",
        list(people),
        format_func=lambda username: one_line(people[username]),
        index=None,
        placeholder="请选择同事",
        key="reassign-to",
    )
