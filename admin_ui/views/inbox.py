"""待办: what waits for this person, soonest legal deadline first, and the way into each task."""

from datetime import timedelta
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from admin_ui import labels
from admin_ui.api_shapes import TaskItem
from admin_ui.client import ApiProblem
from admin_ui.links import go_to, link_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.time_text import LOCAL, short_moment_text
from admin_ui.widgets.countdown import show_time_left
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.put_off import show_put_off
from admin_ui.widgets.url_filters import chosen_in_url, url_segments, url_select

PAGE_SIZE: Final = 20
LOOK_AGAIN_SECONDS: Final = 45
MOST_COUNTED: Final = 1000
_SEEN = "inbox/seen-counts"
_FRESH = "inbox/list-is-fresh"
_EMPTY: Final = {
    "mine": "您手上没有待办。请到“可签收”中签收新的任务。",
    "available": "目前没有等待签收的任务。新的任务到达后，这里会提示。",
    "team": "本单位目前没有未办结的任务。",
    "all": "辖区内目前没有未办结的任务。",
    "put_off": "没有挂起的任务。在任务页可以把手上的任务挂起到某一天，到那天再显示在“我的待办”。",
}


def show() -> None:
    """The inbox page."""
    st.title("待办")
    top = st.container()
    filters = _choose_filters()
    view = chosen_in_url("view", labels.INBOX_VIEWS, "mine")
    paging = Paging("inbox", (view, *filters.values()))
    page = visit().client.tasks(view=view, limit=PAGE_SIZE, cursor=paging.cursor, **filters)
    _choose_view(top, page.get("counts", {}))
    st.session_state[_SEEN], st.session_state[_FRESH] = page.get("counts", {}), True
    _show_news(view)
    _show_refusal()
    if not page["items"]:
        st.info("没有符合筛选条件的任务。请放宽筛选条件。" if any(filters.values()) else _EMPTY[view])
    for task in page["items"]:
        _show_row(task)
    paging.show(page["next_cursor"])


def _choose_view(where: DeltaGenerator, counts: dict[str, int]) -> None:
    def words(view: str) -> str:
        return f"{labels.INBOX_VIEWS[view]} {_count_text(counts[view])}" if view in counts else labels.INBOX_VIEWS[view]

    url_segments(where, "查看范围", "view", labels.INBOX_VIEWS, words)


def _count_text(count: int) -> str:
    """The API counts no further than `MOST_COUNTED`."""
    return str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def _choose_filters() -> dict[str, str | None]:
    """The filters as the API takes them; they live in the URL, but for what is typed: it may name a person."""
    search, role, due = st.columns([3, 2, 2], vertical_alignment="bottom")
    typed = search.text_input("查找", placeholder="个案编号、事项名称、证件号码或完整姓名", key="q")
    roles = ["", *sorted(visit().roles & labels.ROLES.keys())]
    chosen_role = url_select(
        role, "岗位", "role", roles, lambda code: labels.label(labels.ROLES, code, missing="全部岗位")
    )
    chosen_due = url_select(due, "时限", "due", labels.DUE_FILTERS, labels.DUE_FILTERS.__getitem__)
    return {"q": typed, "role": chosen_role, "due_before": _due_before(chosen_due)}


def _due_before(chosen: str) -> str | None:
    now = visit().now.astimezone(LOCAL)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    limits = {"breached": now, "today": midnight, "three_days": midnight + timedelta(days=2)}
    return limits[chosen].isoformat() if chosen else None


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def _show_news(view: str) -> None:
    """A hint when tasks arrived; the list itself never moves under somebody's hand."""
    seen = st.session_state.get(_SEEN, {})
    if st.session_state.pop(_FRESH, False) or view not in seen:
        return
    try:
        now_there = visit().client.tasks(view=view, limit=1).get("counts", {}).get(view, 0)
    except ApiProblem:
        return  # the next look, or the next click, says what is wrong
    more = now_there - seen[view]
    if more > 0 and st.button(f"有 {more} 条新任务，点击刷新", key="inbox/refresh"):
        st.rerun(scope="app")


def _show_row(task: TaskItem) -> None:
    with st.container(border=True, key=f"row-{task['task_id']}"):
        what, left, action = st.columns([5, 3.4, 1.6], vertical_alignment="center")
        with what:
            link_to("task", f"**{plain(task['name'])}**", task=task["task_id"])
            st.caption(_details(task))
        with left, st.container(horizontal=True, vertical_alignment="center"):
            show_time_left(task["due_at"], task["deadline_status"])
            show_put_off(task)
            if task["due_at"] and task["deadline_status"] != "paused":
                st.caption(f"到期 {short_moment_text(task['due_at'], visit().now)}", width="content")
        with action:
            _show_action(task)


def _details(task: TaskItem) -> str:
    where = task.get("division_name") or task["division"]
    parts = [task["reference"], task.get("applicant"), where, labels.label(labels.PROCESSES, task["process_id"])]
    if task["assignee"] is None:
        parts.append(labels.label(labels.ROLES, task["role"]))
    elif task["assignee"] != visit().me["username"]:
        parts.append(f"办理人 {task.get('assignee_name') or task['assignee']}")
    return " · ".join(plain(part) for part in parts if part)


def _show_action(task: TaskItem) -> None:
    if task["assignee"] == visit().me["username"]:
        if st.button("办理", key=f"open-{task['task_id']}", type="primary", width="stretch"):
            go_to("task", task=task["task_id"])
    elif task["assignee"] is None and task.get("barred"):
        st.caption("须由他人办理", help=labels.BARRED)
    elif task["assignee"] is None:
        if st.button("签收并办理", key=f"claim-{task['task_id']}", width="stretch"):
            _claim_and_open(task)
    elif st.button("查看", key=f"look-{task['task_id']}", width="stretch"):
        go_to("task", task=task["task_id"])


def _claim_and_open(task: TaskItem) -> None:
    """Claim the task and open it; a refusal is shown above the fresh list."""
    client, task_id, revision = visit().client, task["task_id"], task["revision"]
    try:
        send_once(f"claim:{task_id}", revision, lambda key: client.claim(task_id, revision, key))
    except ApiProblem as problem:
        st.session_state["inbox/refusal"] = problem
        st.rerun()
    go_to("task", task=task_id)


def _show_refusal() -> None:
    problem = st.session_state.pop("inbox/refusal", None)
    if problem is not None:
        show_problem(problem)
